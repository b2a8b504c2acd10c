// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.FlowStatus.Cause;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * The end-to-end part of one end of a flow, on the loop of the layer that carries it.
 *
 * <p>Downwards it is the user of the layer's flow; upwards it is a layer's flow itself, on which an IPCP sends in plain calls
 * or an {@link ApplicationFlow} through its port. A message passes reliability, encryption and integrity on its way down, and
 * the reverse on its way up (end-to-end specification, section 0.1). Empty packets are signs of life and pass none of them
 * (section 2.10).
 *
 * <p>Confined to the loop, but for what says otherwise.
 */
public final class LayerEndpoint implements LayerFlow, FlowUser, FlowEndpoint {
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final Protection protection;
    private final LoopTimer liveness;
    private final long silenceLimitNs;
    private final FlowStatus status = new FlowStatus();
    private final Counter sentPackets = new Counter();
    private final Counter sentBytes = new Counter();
    private final Counter receivedPackets = new Counter();
    private final Counter receivedBytes = new Counter();
    private final Counter dropped = new Counter();
    private @Nullable LayerFlow lower;
    private @Nullable FlowUser upper;
    private @Nullable PipePair offered; // by the other end, to share its queues
    private Runnable onDeallocated = () -> {};
    private String downReason = "";
    private boolean closed;
    private long sentNs;
    private long heardNs;

    LayerEndpoint(IpcpLoop loop, PacketPool pool, QosSpec qos, Protection protection) {
        this.loop = loop;
        this.pool = pool;
        this.protection = protection;
        this.silenceLimitNs = qos.timeoutMs() * 1_000_000;
        this.liveness = loop.timer(this::checkLiveness);
        protection.attach(this::lowerSend, this::deliver, this::writableAgain);
    }

    /**
     * Puts the endpoint on the flow of a layer. Once.
     *
     * @param flow the flow
     */
    public void attach(LayerFlow flow) {
        lower = flow;
        sentNs = loop.nowNs();
        heardNs = sentNs;
        if (silenceLimitNs > 0 && flow.loopback().isEmpty()) {
            liveness.arm(silenceLimitNs / 4);
        }
    }

    /**
     * Puts a user on top, who is told at once what happened to the flow already. Once.
     *
     * @param user takes what arrives
     */
    public void use(FlowUser user) {
        upper = user;
        if (status.has(Cause.LAYER_DOWN)) {
            user.down(downReason);
        }
        if (status.has(Cause.PEER_DEALLOCATED)) {
            user.deallocated();
        }
    }

    /**
     * Says who is told that the user released the endpoint. Once.
     *
     * @param action runs on the loop
     */
    public void onDeallocated(Runnable action) {
        onDeallocated = action;
    }

    /** {@return the loop that owns this endpoint} Any thread. */
    public IpcpLoop loop() {
        return loop;
    }

    @Override
    public FlowCounters counters() {
        return new FlowCounters(
                sentPackets.get(), sentBytes.get(), receivedPackets.get(), receivedBytes.get(), dropped.get());
    }

    @Override
    public FlowState state() {
        return status.state();
    }

    @Override
    public String policies() {
        return protection.label();
    }

    // ---- lower side of the user ----

    @Override
    public void send(Packet packet) {
        sentNs = loop.nowNs();
        sentPackets.add(1);
        sentBytes.add(packet.length());
        if (packet.length() == 0 || protection.none()) {
            lowerSend(packet);
        } else if (!protection.send(packet)) {
            dropped.add(1);
        }
    }

    @Override
    public boolean writable() {
        return (protection.none() || protection.writable()) && attached().writable();
    }

    @Override
    public int headroom() {
        return attached().headroom() + protection.headerBytes();
    }

    @Override
    public int largestPacket() {
        int room = Math.min(attached().largestPacket(), PacketPool.LARGEST_PAYLOAD);
        return room - protection.headerBytes() - protection.trailerBytes();
    }

    @Override
    public void markDown() {
        LayerFlow flow = lower;
        if (flow != null) {
            flow.markDown();
        }
    }

    @Override
    public void markUp() {
        LayerFlow flow = lower;
        if (flow != null) {
            flow.markUp();
        }
    }

    @Override
    public void deallocate() {
        if (closed) {
            return;
        }
        closed = true;
        status.add(Cause.DEALLOCATED);
        liveness.cancel();
        protection.close();
        PipePair waiting = offered;
        if (waiting != null) {
            waiting.abandon();
        }
        LayerFlow flow = lower;
        if (flow != null) {
            flow.deallocate();
        }
        onDeallocated.run();
    }

    // ---- user of the layer's flow ----

    @Override
    public void receive(Packet packet) {
        heardNs = loop.nowNs();
        if (packet.length() == 0) {
            packet.release();
        } else if (closed || upper == null) {
            drop(packet);
        } else if (protection.none()) {
            deliver(packet);
        } else if (!protection.receive(packet)) {
            dropped.add(1);
        }
    }

    @Override
    public void writableAgain() {
        FlowUser user = upper;
        if (user != null && writable()) {
            user.writableAgain();
        }
    }

    @Override
    public void down(String reason) {
        downReason = reason;
        status.add(Cause.LAYER_DOWN);
        FlowUser user = upper;
        if (user != null) {
            user.down(reason);
        }
    }

    @Override
    public void up() {
        status.remove(Cause.LAYER_DOWN);
        FlowUser user = upper;
        if (user != null) {
            user.up();
        }
    }

    @Override
    public void deallocated() {
        status.add(Cause.PEER_DEALLOCATED);
        liveness.cancel();
        FlowUser user = upper;
        if (user != null) {
            user.deallocated();
        }
    }

    // ---- within the bundle ----

    long dropped() {
        return dropped.get();
    }

    /** {@return the endpoint at the other end, if the two ends may share their queues} */
    Optional<LayerEndpoint> partner() {
        return protection.none()
                ? attached()
                        .loopback()
                        .filter(LayerEndpoint.class::isInstance)
                        .map(LayerEndpoint.class::cast)
                        .filter(partner -> partner.upper == null && !partner.closed && partner.protection.none())
                : Optional.empty();
    }

    /** Leaves the queues that the other end made for the application of this end. */
    void offer(PipePair pipes) {
        offered = pipes;
    }

    /** {@return the queues that the other end made, once} */
    Optional<PipePair> takeOffered() {
        PipePair pipes = offered;
        offered = null;
        return Optional.ofNullable(pipes);
    }

    private LayerFlow attached() {
        LayerFlow flow = lower;
        if (flow == null) {
            throw new IllegalStateException("endpoint without a flow");
        }
        return flow;
    }

    private void lowerSend(Packet packet) {
        attached().send(packet);
    }

    private void deliver(Packet packet) {
        FlowUser user = upper;
        if (user == null) {
            drop(packet);
            return;
        }
        receivedPackets.add(1);
        receivedBytes.add(packet.length());
        user.receive(packet);
    }

    private void drop(Packet packet) {
        packet.release();
        dropped.add(1);
    }

    /** Sends a sign of life when it is time, and gives the peer up when nothing was heard for too long. */
    private void checkLiveness() {
        long now = loop.nowNs();
        if (now - heardNs > silenceLimitNs) {
            status.add(Cause.PEER_DEAD);
            FlowUser user = upper;
            if (user != null) {
                user.peerDead();
            }
            return;
        }
        if (now - sentNs >= silenceLimitNs / 4) {
            Packet signOfLife = pool.take();
            if (signOfLife != null) {
                lowerSend(signOfLife);
            }
            sentNs = now;
        }
        long untilSend = sentNs + silenceLimitNs / 4 - now;
        long untilSilence = heardNs + silenceLimitNs + 1 - now;
        liveness.arm(Math.min(untilSend, untilSilence));
    }
}
