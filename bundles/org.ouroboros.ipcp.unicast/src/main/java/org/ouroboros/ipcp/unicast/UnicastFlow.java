// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** This member's end of a flow of the layer. Confined to the loop. */
final class UnicastFlow implements LayerFlow {
    private final FlowAllocator allocator;
    private final CongestionControl congestion;
    private final long eid;
    private final long peer;
    private final int cube;
    private final Optional<RequestId> request;
    private final LoopTimer pace;
    private Controller controller;
    private @Nullable FlowUser user; // once the flow is open
    private long peerEid;
    private boolean held; // by the controller
    private boolean blocked; // by the layer
    private long clear = -1; // waits of the allocator when packets of this flow last left at once
    private boolean over;

    /**
     * Makes an end that is not open yet.
     *
     * @param allocator owns the end
     * @param eid its endpoint id
     * @param peer the other end; its endpoint id is 0 while it is not known
     * @param cube QoS cube of its packets
     * @param request the request of the peer that makes the flow; empty if this member asks for it
     * @param congestion sets its pace
     */
    UnicastFlow(
            FlowAllocator allocator,
            long eid,
            PeerEnd peer,
            int cube,
            Optional<RequestId> request,
            CongestionControl congestion) {
        this.allocator = allocator;
        this.congestion = congestion;
        this.eid = eid;
        this.peer = peer.address();
        this.peerEid = peer.eid();
        this.cube = cube;
        this.request = request;
        this.controller = congestion.open(CongestionState.SLOW_START);
        this.pace = allocator.loop().timer(this::goOn);
    }

    /** Takes over an end that is open from a predecessor. */
    UnicastFlow(FlowAllocator allocator, LeftEnd left, CongestionControl congestion) {
        this.allocator = allocator;
        this.congestion = congestion;
        this.eid = left.eid();
        this.peer = left.peer();
        this.peerEid = left.peerEid();
        this.cube = left.cube();
        this.request = left.request();
        this.controller = congestion.open(left.pace());
        this.pace = allocator.loop().timer(this::goOn);
        this.user = left.user();
    }

    /** Leaves this end, which is open, to a successor; nobody is told. */
    LeftEnd handOver() {
        LeftEnd left = new LeftEnd(
                Objects.requireNonNull(user), eid, peer, peerEid, cube, congestion.state(controller), request);
        end();
        return left;
    }

    /** Tells the user that this carries the flow now. */
    void resume() {
        Objects.requireNonNull(user).carriedBy(this);
    }

    long eid() {
        return eid;
    }

    long peer() {
        return peer;
    }

    long peerEid() {
        return peerEid;
    }

    PeerEnd peerEnd() {
        return new PeerEnd(peer, peerEid);
    }

    int cube() {
        return cube;
    }

    /** {@return the request of the peer that made the flow; empty if this member asked for it} */
    Optional<RequestId> request() {
        return request;
    }

    boolean isOpen() {
        return user != null && !over;
    }

    /** {@return whether this is open, or was until it ended} */
    boolean wasOpen() {
        return user != null;
    }

    /** Opens a flow that a peer asked for. */
    void open(FlowUser taker) {
        user = taker;
    }

    /** Opens a flow that the peer accepted. */
    void open(FlowUser taker, long remoteEid) {
        peerEid = remoteEid;
        user = taker;
    }

    Controller controller() {
        return controller;
    }

    /** Puts another controller in use; {@return the one before, to be closed} */
    Controller controller(Controller next) {
        Controller before = controller;
        controller = next;
        return before;
    }

    /** Lets packets go that a controller holds which is not there any more. */
    void letGo() {
        if (held) {
            pace.cancel();
            goOn();
        }
    }

    /** Takes a packet of the peer. */
    void receive(int ecn, Packet packet) {
        FlowUser taker = user;
        if (taker == null || over) {
            allocator.discard(packet);
            return;
        }
        int ece = congestion.level(controller, ecn);
        if (ece != CongestionPolicy.NO_ECHO) {
            allocator.echo(this, ece);
        }
        taker.receive(packet);
    }

    void echoed(int ece) {
        congestion.echoed(controller, ece);
    }

    /** {@return whether this waits for the layer} */
    boolean isBlocked() {
        return blocked;
    }

    /** Says that packets may leave that could not. */
    void unblock() {
        blocked = false;
        tellWritable();
    }

    private void tellWritable() {
        FlowUser taker = user;
        if (taker != null && writable()) {
            taker.writableAgain();
        }
    }

    /** Says that the peer released its end. */
    void peerDeallocated() {
        FlowUser taker = user;
        if (taker != null && !over) {
            end(Reason.REFUSED_BY_PEER);
            taker.deallocated();
        }
    }

    /** Says that the layer is gone. */
    void fail(String reason) {
        FlowUser taker = user;
        if (!over) {
            end(Reason.LAYER_DOWN);
            if (taker != null) {
                taker.down(reason);
            }
        }
    }

    @Override
    public void send(Packet packet) {
        if (!isOpen()) {
            allocator.discard(packet);
            return;
        }
        long waitNs = congestion.waitNs(controller, packet.length() + Pci.BYTES);
        allocator.send(this, packet);
        if (waitNs > 0 && !over) {
            held = true;
            pace.arm(waitNs);
        }
    }

    @Override
    public boolean writable() {
        if (held || blocked || !isOpen()) {
            return false;
        }
        if (clear != allocator.waits()) {
            if (!allocator.writable(this)) {
                blocked = true;
                allocator.block(this);
                return false;
            }
            clear = allocator.waits();
        }
        return true;
    }

    @Override
    public int headroom() {
        return allocator.headroom();
    }

    @Override
    public int largestPacket() {
        return allocator.largestPacket();
    }

    @Override
    public void deallocate() {
        if (!over) {
            boolean open = isOpen();
            end(Reason.REFUSED_BY_PEER);
            if (open) {
                allocator.tellDeallocated(this);
            }
        }
    }

    private void goOn() {
        held = false;
        tellWritable();
    }

    private void end(Reason reason) {
        end();
        allocator.over(this, reason);
    }

    private void end() {
        over = true;
        pace.cancel();
        congestion.close(controller);
        allocator.ended(this);
    }
}
