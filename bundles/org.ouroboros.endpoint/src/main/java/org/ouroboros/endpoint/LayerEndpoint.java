// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.endpoint.FlowStatus.Cause;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.packet.PaddedLongs;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerTraits;

/**
 * The end-to-end part of one end of a flow, on the loop of the layer that carries it.
 *
 * <p>Downwards it is the user of the layer's flow; upwards it is a layer's flow itself, on which an IPCP sends in plain calls
 * or an {@link ApplicationFlow} through its port. A message passes reliability, encryption and integrity on its way down, and
 * the reverse on its way up (end-to-end specification, section 0.1). Empty packets are signs of life and pass none of them
 * (section 2.10).
 *
 * <p>Once the peer is gone, or dead, or the flow was given up, nothing is sent any more, and what arrives is dropped. A user that
 * deallocates is told nothing more; the flow of the layer is kept until the peer has acknowledged what was sent, for a bounded
 * time (section 2.11).
 *
 * <p>Confined to the loop, but for what says otherwise.
 */
public final class LayerEndpoint implements LayerFlow, FlowUser, FlowEndpoint {
    /** Packets that wait for the key to be agreed on. */
    private static final int MOST_EARLY = 64;

    /** Packets that wait for another user, as long as the system has plenty: those of many flows, if that is an IPCP. */
    static final int MOST_PARKED = 4_096;

    /** Longest time that a deallocated flow waits for acknowledgements: as long as a packet may be sent again (section 2.3). */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(120);

    private final IpcpLoop loop;
    private final PacketPool pool;
    private final Protection protection;
    private final Strand first; // by which what comes on the flow that the endpoint was put on is taken
    private final Liveness liveness;
    private final LoopTimer linger;
    private final FlowStatus status = new FlowStatus();
    private final PaddedLongs counts = new PaddedLongs(4);
    private final Counter sentPackets = new Counter(counts, 0);
    private final Counter sentBytes = new Counter(counts, 1);
    private final Counter receivedPackets = new Counter(counts, 2);
    private final Counter receivedBytes = new Counter(counts, 3);
    private final Drops drops = new Drops();
    private final Holds holds; // of flows of the layer
    private final EarlyPackets early;
    private @Nullable LayerFlow lower;
    private @Nullable FlowUser upper;
    private IntSupplier upperRoom = () -> Integer.MAX_VALUE;
    private @Nullable PipePair offered; // by the other end, to share its queues
    private Runnable onDeallocated = () -> {};
    private boolean peerIsOurs;
    private boolean closed; // the user released the endpoint
    private boolean over; // the flow carries nothing any more

    LayerEndpoint(
            IpcpLoop loop,
            PacketPool pool,
            EndpointPolicies policies,
            String flow,
            QosSpec qos,
            LayerTraits layer,
            Needs needs) {
        this.loop = loop;
        this.pool = pool;
        this.protection =
                new Protection(flow, new Inside(), needs, policies, loop, pool, qos, layer.maximumPacketLifetime());
        this.first = protection.strands().current();
        this.liveness = new Liveness(loop, new Peer(), qos.timeoutMs());
        this.linger = loop.timer(this::end);
        this.holds = new Holds(pool, packet -> drop(packet, DropReason.UNSENT));
        this.early = new EarlyPackets(pool);
    }

    /** {@return completes when the policies are there, or with {@link org.ouroboros.api.FlowRefused}} */
    CompletableFuture<Void> ready() {
        return protection.ready();
    }

    /** Says that the other end is of this implementation, and takes what the prototype does not. Before {@link #attach}. */
    public void peerIsOurs() {
        peerIsOurs = true;
    }

    /**
     * Puts the endpoint on the flow of a layer. Once.
     *
     * @param flow the flow
     */
    public void attach(LayerFlow flow) {
        LayerFlow carrier = holds.inPlaceOf(flow, first);
        lower = carrier;
        liveness.begin();
        watch(carrier);
        admitEarly();
    }

    /**
     * Says that a key will be agreed on with the peer: what the peer sends waits, a bounded number of packets, until the endpoint is
     * on its flow and has a user.
     */
    public void awaitKey() {
        if (!over) {
            early.await(MOST_EARLY);
        }
    }

    /**
     * Has the flow encrypted. Once, before it is put on the flow of a layer.
     *
     * @param cipher the cipher; the key is taken over and wiped
     * @return completes when the policy is there, or with {@link org.ouroboros.api.FlowRefused}
     */
    public CompletableFuture<Void> encrypt(Cipher cipher) {
        return protection.encrypt(cipher);
    }

    /**
     * Prepares for another flow of the layer to carry the endpoint, with other keys.
     *
     * @param qos QoS of the flow from then on; the same as it is but for the time-out of the peer
     * @return the user of the other flow
     */
    public Replacement replacement(QosSpec qos) {
        return new Replacement(this, protection, loop, pool, qos.timeoutMs());
    }

    /** {@return what keeps another flow of the layer from carrying the endpoint; empty if nothing does} */
    public Optional<String> complaintAboutReplacement() {
        return closed || over || !status.isUp()
                ? Optional.of("it is not up")
                : protection.strands().complaintAboutSplice();
    }

    /** {@return a secret that the two ends of the flow have in common, owned by the caller; empty if it is not encrypted} */
    public Optional<byte[]> commonSecret() {
        return protection.strands().current().commonSecret();
    }

    /**
     * Takes the user away, who leaves the flow to a successor. What arrives waits for that, a bounded number of packets, and what happens to the
     * flow is told to it.
     */
    public void park() {
        upper = null;
        if (!over) {
            early.await(MOST_PARKED);
        }
    }

    /**
     * Puts a user on top, who is told at once what happened to the flow already. Once, and once more after each {@link #park()}.
     *
     * @param user takes what arrives
     */
    public void use(FlowUser user) {
        upper = user;
        if (status.has(Cause.LAYER_DOWN)) {
            user.down(status.layerReason());
        }
        if (status.has(Cause.PEER_DEAD) && !closed) {
            user.peerDead();
        }
        if (status.has(Cause.PEER_DEALLOCATED) && !closed) {
            user.deallocated();
        }
        admitEarly();
    }

    /** Puts a user on top that takes a limited number of packets; when that grows, it calls {@link #roomAgain()}. */
    void use(FlowUser user, IntSupplier room) {
        upperRoom = room;
        use(user);
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

    /** {@inheritDoc} Any thread. */
    @Override
    public FlowCounters counters() {
        return new FlowCounters(
                sentPackets.get(), sentBytes.get(), receivedPackets.get(), receivedBytes.get(), drops.copy());
    }

    /** {@inheritDoc} Any thread. */
    @Override
    public FlowState state() {
        return status.state();
    }

    /** {@inheritDoc} Any thread. */
    @Override
    public String policies() {
        return protection.label();
    }

    /** {@return whether the peer sends no more than there is room for} Any thread. */
    boolean windowed() {
        return protection.windowed();
    }

    // ---- lower side of the user ----

    @Override
    public void send(Packet packet) {
        if (closed || over) {
            drop(packet, DropReason.FLOW_OVER);
            return;
        }
        liveness.sent();
        if (packet.length() == 0) {
            sendDown(packet);
            return;
        }
        sentPackets.add(1);
        sentBytes.add(packet.messageLength());
        if (protection.none()) {
            sendDown(packet);
        } else {
            protection.send(packet);
        }
    }

    @Override
    public boolean writable() {
        LayerFlow flow = lower;
        return flow != null && !over && (protection.none() || protection.writable()) && flow.writable();
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
        attached().markDown();
    }

    @Override
    public void markUp() {
        attached().markUp();
    }

    @Override
    public void deallocate() {
        if (closed) {
            return;
        }
        closed = true;
        boolean up = status.isUp();
        status.add(Cause.DEALLOCATED);
        PipePair unused = offered;
        if (unused != null) {
            offered = null;
            unused.abandon();
        }
        if (up && lower != null && !protection.settled()) {
            protection.farewell();
            linger.arm(LINGER_NS);
            roomAgain(); // whatever arrives is dropped from now on
        } else {
            end();
        }
        onDeallocated.run();
    }

    // ---- user of the layer's flow ----

    @Override
    public void receive(Packet packet) {
        if (early.isAwaiting() && packet.length() > 0) {
            liveness.heard();
            if (!early.add(packet)) {
                drop(packet, DropReason.QUEUE_FULL);
            }
        } else {
            receive(packet, first);
        }
    }

    /** Takes a packet that came on a flow of the layer. */
    void receive(Packet packet, Strand by) {
        liveness.heard();
        if (packet.length() == 0) {
            packet.release();
        } else if (over || upper == null) {
            drop(packet, DropReason.FLOW_OVER);
        } else if (protection.none()) {
            deliver(packet);
        } else {
            protection.receive(packet, by);
        }
    }

    @Override
    public void writableAgain() {
        FlowUser user = upper;
        if (user != null && !closed && writable()) {
            user.writableAgain();
        }
    }

    @Override
    public void down(String reason) {
        down(first, reason);
    }

    @Override
    public void up() {
        up(first);
    }

    @Override
    public void deallocated() {
        deallocated(first);
    }

    /** Takes note that a flow of the layer is down. */
    void down(Strand strand, String reason) {
        if (carries(strand)) {
            goDown(reason);
        } else {
            holds.giveUp(strand);
            heldNoMore();
            lost(strand, reason, false);
        }
    }

    /** Takes note that a flow of the layer is up again. */
    void up(Strand strand) {
        if (carries(strand)) {
            comeUp();
        }
    }

    /** Takes note that the peer released a flow of the layer. */
    void deallocated(Strand strand) {
        if (!carries(strand)) {
            lost(strand, "the peer released the flow of the layer that was to carry it", true);
        } else if (carryNoMore(Cause.PEER_DEALLOCATED)) {
            FlowUser user = upper;
            if (user != null) {
                user.deallocated();
            }
        }
    }

    /** {@return whether a strand is that by which is sent; what is told of another one concerns the splice alone} */
    private boolean carries(Strand strand) {
        return strand == protection.strands().current();
    }

    private void lost(Strand strand, String reason, boolean forGood) {
        Splice splice = protection.strands().splice();
        if (splice != null) {
            splice.lost(strand, reason, forGood);
        }
    }

    private void goDown(String reason) {
        status.addLayerDown(reason);
        holds.giveUp();
        FlowUser user = upper;
        if (closed) {
            end();
        } else if (user != null) {
            user.down(reason);
        }
    }

    private void comeUp() {
        if (over) {
            return;
        }
        status.remove(Cause.LAYER_DOWN);
        FlowUser user = upper;
        if (user != null && !closed) {
            user.up();
        }
    }

    @Override
    public void held() {
        held(first);
    }

    @Override
    public void carriedBy(LayerFlow flow) {
        carriedBy(first, flow);
    }

    /** Holds a flow of the layer: the time counts for nobody's silence, and who writes waits. */
    void held(Strand strand) {
        LayerFlow flow = flowOf(strand);
        if (flow == null) {
            holds.holdEarly(strand);
        } else {
            liveness.hold();
            putOn(strand, holds.hold(strand, flow));
        }
    }

    /** Goes on with a flow of the layer that was held. */
    void carriedBy(Strand strand, LayerFlow flow) {
        HeldFlow meanwhile = holds.end(strand, flow, !closed);
        if (meanwhile != null) {
            putOn(strand, flow);
            heldNoMore();
            meanwhile.goOn(flow);
            writableAgain();
        }
    }

    /** Takes note that a flow of the layer may not be held any more: if none is, the silence of the peer counts again. */
    void heldNoMore() {
        if (lower != null && isWatched(lower)) {
            liveness.goOn();
        }
    }

    /** {@return the flow of the layer that a strand is; null if it is not known yet} */
    private @Nullable LayerFlow flowOf(Strand strand) {
        Splice splice = protection.strands().splice();
        return carries(strand) || splice == null ? lower : splice.flow(strand);
    }

    private void putOn(Strand strand, LayerFlow flow) {
        Splice splice = protection.strands().splice();
        if (splice != null) {
            splice.carriedBy(strand, flow);
        }
        if (carries(strand)) {
            lower = flow;
        }
    }

    /** What protects a flow knows which packets are its own; it takes none of another flow. */
    @Override
    public boolean continues() {
        FlowUser user = upper;
        return user != null && user.continues() && protection.none();
    }

    // ---- within the bundle ----

    /** {@return the flow of the layer on which is sent} */
    LayerFlow carrier() {
        return attached();
    }

    /** Sends on another flow of the layer from now on, which was seen to carry packets; the peer may be silent for another time. */
    void goOver(LayerFlow flow, long timeoutMs) {
        lower = flow;
        liveness.limit(timeoutMs);
        watch(flow);
        if (status.has(Cause.LAYER_DOWN)) {
            comeUp();
        }
        writableAgain();
    }

    private void watch(LayerFlow flow) {
        if (isWatched(flow)) {
            liveness.watch();
        } else if (holds.none()) {
            liveness.stop();
        } else {
            liveness.hold();
        }
    }

    /** {@return whether the silence of the peer on a flow matters} It does not in the same system, or while a flow is held. */
    private boolean isWatched(LayerFlow flow) {
        return !over && holds.none() && flow.loopback().isEmpty();
    }

    /** {@return how many packets of {@link #largestPacket()} a message of the user may take, one hanging behind the other} */
    int pieces() {
        return protection.pieces();
    }

    /** Says that the user takes more packets. */
    void roomAgain() {
        protection.roomAgain();
    }

    /** {@return the endpoint at the other end, if the two ends may share their queues} */
    Optional<LayerEndpoint> partner() {
        return protection.none()
                ? attached()
                        .loopback()
                        .filter(LayerEndpoint.class::isInstance)
                        .map(LayerEndpoint.class::cast)
                        .filter(LayerEndpoint::mayShare)
                : Optional.empty();
    }

    private boolean mayShare() {
        return upper == null && !closed && protection.none();
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

    /** Takes what came early, once there is all that it takes. */
    private void admitEarly() {
        if (lower != null && upper != null) {
            early.end(this::receive);
        }
    }

    private LayerFlow attached() {
        LayerFlow flow = lower;
        if (flow == null) {
            throw new IllegalStateException("endpoint without a flow");
        }
        return flow;
    }

    private void sendDown(Packet packet) {
        LayerFlow flow = lower;
        if (flow == null || over) {
            drop(packet, DropReason.FLOW_OVER);
        } else {
            flow.send(packet);
        }
    }

    private void deliver(Packet packet) {
        FlowUser user = upper;
        if (user == null || closed) {
            drop(packet, DropReason.FLOW_OVER);
            return;
        }
        receivedPackets.add(1);
        receivedBytes.add(packet.messageLength());
        user.receive(packet);
    }

    private void drop(Packet packet, DropReason reason) {
        packet.release();
        drops.add(reason, 1);
    }

    /** Gives the flow up; {@return whether its user is to be told} */
    private boolean carryNoMore(Cause cause) {
        if (over) {
            return false;
        }
        status.add(cause);
        if (closed) {
            end();
            return false;
        }
        stop();
        return true;
    }

    private void fail(String reason) {
        if (!over) {
            if (!closed) {
                stop();
            }
            goDown(reason);
        }
    }

    /** Sends nothing and takes nothing any more. */
    private void stop() {
        over = true;
        liveness.stop();
        early.end(packet -> drop(packet, DropReason.FLOW_OVER));
        if (!protection.none()) {
            loop.execute(protection::close); // not now: its machine may be what calls
        }
    }

    /** Lets go of the layer's flow; the user has released the endpoint. */
    private void end() {
        if (!over) {
            protection.farewell();
            stop();
        }
        linger.cancel();
        LayerFlow flow = lower;
        if (flow != null) {
            flow.deallocate();
        } else {
            holds.letGo();
        }
    }

    /** What is done for the peer, and if it is gone. */
    private final class Peer implements Liveness.End {
        @Override
        public boolean sendSignOfLife() {
            Packet signOfLife = pool.take();
            if (signOfLife == null) {
                return false;
            }
            sendDown(signOfLife);
            return true;
        }

        @Override
        public void peerSilent() {
            FlowUser user = upper;
            if (carryNoMore(Cause.PEER_DEAD) && user != null) {
                user.peerDead();
            }
        }
    }

    /** What the policies see of the endpoint. */
    private final class Inside implements Protection.Host {
        @Override
        public void towardsLayer(Packet packet) {
            sendDown(packet);
        }

        @Override
        public void towardsUser(Packet packet) {
            deliver(packet);
        }

        @Override
        public void drop(Packet packet) {
            LayerEndpoint.this.drop(packet, DropReason.PROTECTION);
        }

        @Override
        public int room() {
            return closed ? Integer.MAX_VALUE : upperRoom.getAsInt();
        }

        @Override
        public boolean peerIsOurs() {
            return peerIsOurs;
        }

        @Override
        public void progress() {
            if (!closed) {
                writableAgain();
            } else if (!over && protection.settled()) {
                end();
            }
        }

        @Override
        public void fail(String reason) {
            LayerEndpoint.this.fail(reason);
        }
    }
}
