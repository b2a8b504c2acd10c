// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.MemberState;

/**
 * One end of a local flow: takes the packets of its user to the user of the other end. Confined to the loop.
 *
 * <p>What arrives while its user cannot be called waits at this end, packets first, then what the peer did to the flow.
 */
final class LocalFlow implements LayerFlow {
    /** All of a slot behind its headroom. */
    private static final int LARGEST_PACKET = PacketPool.SLOT_BYTES - PacketPool.HEADROOM;

    /** Facts of an end that is handed over: whether this end was marked down, and which mark of the peer the user knows. */
    private static final String MARKED_DOWN = "marked down";

    private static final String TOLD_DOWN = "told down";

    /** What an end does with packets. */
    enum State {
        /** Keeps them until the flow is accepted. */
        PENDING,
        /** Delivers them. */
        OPEN,
        /** Drops them: the layer is gone. */
        DOWN,
        /** Drops them: the user of this end released it, or knows that the peer did. */
        RELEASED
    }

    private final LocalIpcp ipcp;
    private final LocalFlow peer;

    /** Packets that wait for the user of this end; as many as the pool has at most. */
    private final Deque<Packet> inbox = new ArrayDeque<>();

    private @Nullable FlowUser user;
    private State state = State.PENDING;
    private boolean waiting;
    private boolean markedDown;
    private boolean toldDown;

    /** Makes a pending flow: this end for the client, its {@link #peer()} for a server to come. */
    LocalFlow(LocalIpcp ipcp, @Nullable FlowUser client) {
        this.ipcp = ipcp;
        this.user = client;
        this.peer = new LocalFlow(this);
    }

    private LocalFlow(LocalFlow client) {
        this.ipcp = client.ipcp;
        this.peer = client;
    }

    State state() {
        return state;
    }

    LocalFlow peer() {
        return peer;
    }

    /** {@return who takes what arrives; known once the flow is accepted} */
    FlowUser user() {
        return Objects.requireNonNull(user);
    }

    /** {@return whether the peer released its end, and the user of this end is still to be told} */
    boolean orphaned() {
        return state == State.OPEN && peer.state == State.RELEASED;
    }

    /** Opens both ends of the flow; called on the server's. */
    void accept(FlowUser server) {
        user = server;
        open();
        peer.open();
    }

    private void open() {
        state = State.OPEN;
        awaitTurn();
    }

    /**
     * Leaves this end, which is open, to a successor; nobody is told.
     *
     * @param eid what it is called in the state
     * @param peerEid what the other end is called there
     */
    MemberState.End handOver(long eid, OptionalLong peerEid) {
        List<Packet> arrived = List.copyOf(inbox);
        inbox.clear();
        state = State.DOWN;
        Map<String, String> marks =
                Map.of(MARKED_DOWN, Boolean.toString(markedDown), TOLD_DOWN, Boolean.toString(toldDown));
        return new MemberState.End(user(), eid, "", peerEid, marks, arrived);
    }

    /** Takes over this end from a predecessor. */
    void resume(MemberState.End left) {
        user = left.user();
        inbox.addAll(left.arrived());
        markedDown = Boolean.parseBoolean(left.facts().get(MARKED_DOWN));
        toldDown = Boolean.parseBoolean(left.facts().get(TOLD_DOWN));
        open();
    }

    /** Takes note that the other end was released before there was this one. */
    void resumeWithoutPeer() {
        peer.state = State.RELEASED;
    }

    /** Says that the layer is gone: the user, if there is one, is told unless it released this end. */
    void fail(String reason) {
        State before = state;
        if (before == State.RELEASED) {
            return;
        }
        state = State.DOWN;
        discardInbox();
        if (before == State.OPEN) {
            user().down(reason);
        }
    }

    /** Takes note that the peer released its end and that nothing more will come. */
    void peerDeallocated() {
        if (state == State.OPEN) {
            end();
            user().deallocated();
        }
    }

    /** Ends a flow that was refused. */
    void refuse() {
        end();
        peer.end();
    }

    @Override
    public void send(Packet packet) {
        if (carries() && peer.carries()) {
            peer.arrive(packet);
        } else {
            ipcp.discard(packet);
        }
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
    public void markDown() {
        markedDown = true;
        peer.awaitTurn();
    }

    @Override
    public void markUp() {
        markedDown = false;
        peer.awaitTurn();
    }

    @Override
    public Optional<FlowUser> loopback() {
        return carries() && peer.carries() ? Optional.ofNullable(peer.user) : Optional.empty();
    }

    @Override
    public void deallocate() {
        end();
        peer.awaitTurn();
    }

    private boolean carries() {
        return state == State.PENDING || state == State.OPEN;
    }

    private void arrive(Packet packet) {
        if (state == State.OPEN && !waiting && ipcp.delivery().idle()) {
            ipcp.delivery().deliver(this, packet);
        } else {
            inbox.add(packet);
            awaitTurn();
        }
    }

    /** Asks for a {@link #turn()}. */
    private void awaitTurn() {
        if (state == State.OPEN && !waiting) {
            waiting = true;
            ipcp.delivery().await(this);
        }
    }

    /** Tells the user one thing: the next packet or, behind the last one, what became of the peer. */
    void turn() {
        waiting = false;
        if (state != State.OPEN) {
            return;
        }
        Packet packet = inbox.poll();
        if (packet != null) {
            awaitTurn();
            user().receive(packet);
        } else if (orphaned()) {
            peerDeallocated();
        } else if (peer.markedDown != toldDown) {
            toldDown = peer.markedDown;
            tellMark();
        }
    }

    private void tellMark() {
        if (toldDown) {
            user().down("the peer marked the flow down");
        } else {
            user().up();
        }
    }

    private void end() {
        state = State.RELEASED;
        discardInbox();
        ipcp.ended(this);
    }

    private void discardInbox() {
        for (Packet packet = inbox.poll(); packet != null; packet = inbox.poll()) {
            ipcp.discard(packet);
        }
    }
}
