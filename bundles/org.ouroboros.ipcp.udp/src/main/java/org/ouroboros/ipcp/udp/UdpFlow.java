// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.StateRefused;

/** This end of a flow. Confined to the loop. */
final class UdpFlow implements LayerFlow {
    /** How far an end is. */
    enum State {
        /** The flow is not accepted yet. */
        PENDING,
        /** The user takes what arrives. */
        OPEN,
        /** The IPCP left the layer. */
        DOWN,
        /** The user released this end, or never had it. */
        RELEASED
    }

    /** Fact of an end that is handed over: how long a packet may be. */
    private static final String LARGEST_PACKET = "largest packet";

    private final Membership member;
    private final Path path;
    private final int eid;
    private int peerEid;
    private @Nullable FlowUser user;
    private State state = State.PENDING;

    /** The own request that made this, until it is answered. */
    private Requests.@Nullable Request request;

    /** Whether this waits for room to send. */
    private boolean blocked;

    /**
     * Makes a pending flow and puts it into the table of the member, which is not full.
     *
     * @param path is left when the flow ends
     * @param continued the name that the flow was asked for, if it takes up where an earlier one to that name ended
     */
    UdpFlow(Membership member, Path path, Optional<NameHash> continued) {
        this.member = member;
        this.path = path;
        this.eid = member.enter(this, continued);
    }

    /**
     * Takes over an end from a predecessor, and puts it into the table of the member at the place of its EID.
     *
     * @throws StateRefused if that is no place in this table
     */
    UdpFlow(Membership member, MemberState.End left) {
        this.member = member;
        this.eid = (int) left.eid();
        if (left.peerEid().isEmpty() || !member.flows().claim(eid, this)) {
            throw new StateRefused("it has no place for the flow with EID " + Integer.toHexString(eid)
                    + ": raise max.flows of " + UdpSettings.PID + ", or leave it as it was");
        }
        this.path = member.paths()
                .enter(
                        DatagramPort.address(left.peer()),
                        Integer.parseInt(left.facts().getOrDefault(LARGEST_PACKET, "0")));
        open(left.user(), (int) left.peerEid().getAsLong());
    }

    int eid() {
        return eid;
    }

    int peerEid() {
        return peerEid;
    }

    Path path() {
        return path;
    }

    State state() {
        return state;
    }

    Requests.@Nullable Request request() {
        return request;
    }

    void request(Requests.@Nullable Request newRequest) {
        request = newRequest;
    }

    /** Opens this end. */
    void open(FlowUser newUser, int newPeerEid) {
        user = newUser;
        peerEid = newPeerEid;
        state = State.OPEN;
    }

    /** Delivers a packet to the user. */
    void receive(Packet packet) {
        if (state == State.OPEN) {
            user().receive(packet);
        } else {
            member.counters().drop(packet, Count.EARLY);
        }
    }

    /** {@return whether this waits for room to send} */
    boolean isBlocked() {
        return blocked;
    }

    /** Says that there is room to send again. */
    void writableAgain() {
        blocked = false;
        if (state == State.OPEN) {
            user().writableAgain();
        }
    }

    /**
     * Leaves this end, which is open, to a successor; nobody is told.
     *
     * @param facts what else there is to know
     */
    MemberState.End handOver(Map<String, String> facts) {
        Map<String, String> all = new HashMap<>(facts);
        all.put(LARGEST_PACKET, Integer.toString(largestPacket()));
        end(State.DOWN);
        return new MemberState.End(
                user(),
                Integer.toUnsignedLong(eid),
                path.remote().label(),
                OptionalLong.of(Integer.toUnsignedLong(peerEid)),
                all,
                List.of());
    }

    /** Tells the user that this carries the flow now. */
    void resume() {
        user().carriedBy(this);
    }

    /** Says that the IPCP left the layer: the user is told if it takes packets. */
    void fail(String reason) {
        State before = state;
        end(State.DOWN);
        if (before == State.OPEN) {
            user().down(reason);
        }
    }

    @Override
    public void send(Packet packet) {
        if (state != State.OPEN) {
            member.counters().drop(packet, Count.FLOW_OVER);
        } else if (packet.length() > largestPacket()) {
            member.counters().drop(packet, Count.TOO_LONG_TO_SEND);
        } else {
            Frames.pushEid(packet, peerEid);
            member.port().send(packet, path.remote());
        }
    }

    @Override
    public boolean writable() {
        if (state != State.OPEN || member.port().writable()) {
            return true; // what is sent over an end that is not open is dropped for another reason than room
        }
        if (!blocked) {
            blocked = true;
            member.block(this);
        }
        return false;
    }

    @Override
    public int headroom() {
        return Frames.EID_BYTES;
    }

    @Override
    public int largestPacket() {
        return path.largestPacket();
    }

    @Override
    public void deallocate() {
        end(State.RELEASED);
    }

    private void end(State last) {
        boolean ends = state == State.PENDING || state == State.OPEN;
        state = state == State.RELEASED ? State.RELEASED : last;
        if (ends) {
            member.ended(this);
        }
    }

    private FlowUser user() {
        return Objects.requireNonNull(user);
    }
}
