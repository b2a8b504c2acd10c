// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.MemberState;

/** One end of a flow over a link. Confined to the loop of the link. */
final class VirtualFlow implements LayerFlow {
    /** What a copy has room for: all of a slot behind its headroom. */
    private static final int LARGEST_PACKET = PacketPool.SLOT_BYTES - PacketPool.HEADROOM;

    /** How far an end is. */
    enum State {
        /** The flow is not accepted yet, as far as this end knows. */
        PENDING,
        /** The user takes what arrives. */
        OPEN,
        /** The link lost the member at this end or at the other. */
        DOWN,
        /** The member at this end left it to a successor. */
        HANDED_OVER,
        /** The user of this end released it, or knows that the peer did. */
        RELEASED
    }

    private final VirtualIpcp member;
    private final Direction out;
    private final long eid;
    private final VirtualFlow peer;

    /** Packets that were under way when one of the members handed over; as many as the pool has at most. */
    private final Deque<Packet> stranded = new ArrayDeque<>();

    private @Nullable FlowUser user;
    private State state = State.PENDING;
    private boolean blocked;

    /** Makes a pending flow: this end for a client, its {@link #peer()} for a server to come. */
    VirtualFlow(VirtualLink link, VirtualIpcp client, VirtualIpcp server, FlowUser user) {
        this.member = client;
        this.out = link.direction(client, server);
        this.user = user;
        this.eid = link.newEid();
        this.peer = new VirtualFlow(this, server, link.direction(server, client), link.newEid());
    }

    private VirtualFlow(VirtualFlow client, VirtualIpcp server, Direction back, long eid) {
        this.member = server;
        this.out = back;
        this.eid = eid;
        this.peer = client;
    }

    VirtualIpcp member() {
        return member;
    }

    Direction out() {
        return out;
    }

    VirtualFlow peer() {
        return peer;
    }

    State state() {
        return state;
    }

    boolean open() {
        return state == State.OPEN;
    }

    /** {@return whether one of the ends does not know yet that the flow is accepted} */
    boolean unaccepted() {
        return state == State.PENDING || peer.state == State.PENDING;
    }

    /** {@return whether packets may be sent from this end} */
    boolean carries() {
        return state == State.PENDING || state == State.OPEN;
    }

    /** {@return whether the peer released its end, and the user of this end is still to be told} */
    boolean orphaned() {
        return state == State.OPEN && peer.state == State.RELEASED;
    }

    /** {@return who takes what arrives; known once the end is open} */
    FlowUser user() {
        return Objects.requireNonNull(user);
    }

    /** Opens the end of the server. */
    void accept(FlowUser server) {
        user = server;
        state = State.OPEN;
    }

    /** Opens the end of the client. */
    void accepted() {
        state = State.OPEN;
    }

    /** Keeps a packet that was under way to this end, which is open. */
    void strand(Packet packet) {
        stranded.add(packet);
    }

    /** Leaves this end, which is open, to a successor of its member; nobody is told. */
    MemberState.End handOver() {
        List<Packet> arrived = List.copyOf(stranded);
        stranded.clear();
        state = State.HANDED_OVER;
        OptionalLong peerEid = peer.state == State.RELEASED ? OptionalLong.empty() : OptionalLong.of(peer.eid);
        return new MemberState.End(user(), eid, "", peerEid, Map.of(), arrived);
    }

    /** Says that a member left the link: the user is told if it takes packets. */
    void fail(String reason) {
        State before = state;
        if (before == State.RELEASED) {
            return;
        }
        state = State.DOWN;
        stranded.forEach(Packet::release);
        stranded.clear();
        if (before == State.OPEN) {
            user().down(reason);
        }
    }

    /** Takes note that the peer released its end and that nothing more will come. */
    void peerDeallocated() {
        if (state == State.OPEN) {
            release();
            user().deallocated();
        }
    }

    /** Ends this end, and nobody is told. */
    void release() {
        state = State.RELEASED;
        stranded.forEach(Packet::release);
        stranded.clear();
        member.released(this);
    }

    /** {@return whether this end did not wait for room yet; now it does} */
    boolean block() {
        boolean first = !blocked;
        blocked = true;
        return first;
    }

    /** Says that there is room again. */
    void unblock() {
        blocked = false;
        if (state == State.OPEN) {
            user().writableAgain();
        }
    }

    @Override
    public void send(Packet packet) {
        out.send(this, packet);
    }

    @Override
    public boolean writable() {
        return out.admits(this);
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public int largestPacket() {
        return LARGEST_PACKET;
    }

    @Override
    public void deallocate() {
        if (state != State.RELEASED) {
            release();
            out.sendDeallocated(this);
        }
    }
}
