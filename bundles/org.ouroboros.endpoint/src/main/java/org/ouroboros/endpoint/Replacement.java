// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * The user of a flow of the layer that is to carry an endpoint in place of the one that does, and from then on carries it. What the endpoint
 * keeps of its peer, and what its user wrote, stays. Made by {@link LayerEndpoint#replacement}; confined to the loop.
 */
public final class Replacement implements FlowUser {
    private final LayerEndpoint endpoint;
    private final Protection protection;
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final long timeoutMs;
    private @Nullable Strand strand;

    Replacement(LayerEndpoint endpoint, Protection protection, IpcpLoop loop, PacketPool pool, long timeoutMs) {
        this.endpoint = endpoint;
        this.protection = protection;
        this.loop = loop;
        this.pool = pool;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Has this end, which asked for the flow of the layer, go over to it, and the other end with it.
     *
     * @param flow the flow, taken over: it is deallocated if this fails
     * @param cipher what encrypts it; the key is taken over and wiped
     * @return completes when both ends are over and the flow before it is deallocated, or with {@link FlowRefused} if they stay where they
     *     were, or the endpoint ended
     */
    public CompletableFuture<Void> lead(LayerFlow flow, Cipher cipher) {
        CompletableFuture<Splice> prepared = prepare(flow, cipher, true);
        return prepared.whenComplete((splice, refusal) -> {
                    if (refusal != null) {
                        flow.deallocate();
                    }
                })
                .thenCompose(Replacement::begun);
    }

    /**
     * Has this end, which was asked for the flow of the layer, go over to it when the other one does.
     *
     * @param flow the flow
     * @param cipher what encrypts it; the key is taken over and wiped
     * @return completes when this end is prepared, or with {@link FlowRefused}: then the flow is still the caller's
     */
    public CompletableFuture<Following> follow(LayerFlow flow, Cipher cipher) {
        Splice earlier = protection.strands().splice();
        if (earlier != null) {
            earlier.makeWay();
        }
        return prepare(flow, cipher, false).thenApply(splice -> new Following(begun(splice)));
    }

    /**
     * An end that goes over when the other one does.
     *
     * @param over completes when it has, or with {@link FlowRefused} if it stays where it was
     */
    public record Following(CompletableFuture<Void> over) {}

    private static CompletableFuture<Void> begun(Splice splice) {
        splice.begin();
        return splice.done();
    }

    private CompletableFuture<Splice> prepare(LayerFlow flow, Cipher cipher, boolean leads) {
        LayerFlow before = endpoint.carrier();
        Optional<String> complaint = endpoint.complaintAboutReplacement().or(() -> complaintAbout(flow, before));
        if (complaint.isPresent()) {
            return CompletableFuture.failedFuture(refused(complaint.get()));
        }
        return protection.strands().open(cipher).thenApply(opened -> {
            strand = opened;
            Splice splice = new Splice(
                    loop,
                    pool,
                    new Inside(),
                    new Splice.Carried(protection.strands().current(), before),
                    new Splice.Carried(opened, flow),
                    leads);
            protection.strands().begin(splice);
            return splice;
        });
    }

    private static Optional<String> complaintAbout(LayerFlow flow, LayerFlow before) {
        return flow.largestPacket() >= before.largestPacket() && flow.headroom() <= before.headroom()
                ? Optional.empty()
                : Optional.of("the layer has room for " + flow.largestPacket() + " bytes in a packet now, behind "
                        + flow.headroom() + ", and the flow was made for " + before.largestPacket() + " behind "
                        + before.headroom());
    }

    static FlowRefused refused(String reason) {
        return new FlowRefused(FlowRefused.Reason.ENCRYPTION, reason);
    }

    // ---- user of the flow of the layer ----

    @Override
    public void receive(Packet packet) {
        Strand own = strand;
        if (own == null) {
            packet.release(); // the peer sends nothing before it is asked by this flow
        } else {
            endpoint.receive(packet, own);
        }
    }

    @Override
    public void writableAgain() {
        endpoint.writableAgain();
    }

    @Override
    public void down(String reason) {
        if (strand != null) {
            endpoint.down(strand, reason);
        }
    }

    @Override
    public void up() {
        if (strand != null) {
            endpoint.up(strand);
        }
    }

    @Override
    public void deallocated() {
        if (strand != null) {
            endpoint.deallocated(strand);
        }
    }

    @Override
    public void held() {
        if (strand != null) {
            endpoint.held(strand);
        }
    }

    @Override
    public void carriedBy(LayerFlow flow) {
        if (strand == null) {
            flow.deallocate();
        } else {
            endpoint.carriedBy(strand, flow);
        }
    }

    /** What the splice changes of the endpoint. */
    private final class Inside implements Splice.Host {
        @Override
        public void goOver(Strand next, LayerFlow flow) {
            protection.strands().goOver(next);
            endpoint.goOver(flow, timeoutMs);
        }

        @Override
        public void pass(Packet packet) {
            protection.pass(packet);
        }

        @Override
        public boolean isOpen() {
            return protection.isOpen();
        }

        @Override
        public boolean sealSignal(Packet packet, Strand by, boolean ofLeader) {
            return protection.sealSignal(packet, by, ofLeader);
        }

        @Override
        public void release(Strand ended) {
            protection.strands().release(ended);
            endpoint.heldNoMore();
        }
    }
}
