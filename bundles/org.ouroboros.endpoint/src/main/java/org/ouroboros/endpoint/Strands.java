// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/**
 * The strands of one flow end: that by which is sent, and while there is a splice the one that goes or the one that comes. Confined to the
 * loop, where nothing else is said.
 */
final class Strands implements AutoCloseable {
    private final String flow;
    private final EndpointPolicies policies;
    private final IpcpLoop loop;
    private final Stage.Flow news;
    private final Consumer<Packet> dropped;
    private final List<Strand> all = new ArrayList<>(2); // old ones first
    private volatile Strand current = new Strand(); // written on the loop
    private @Nullable Splice splice;
    private boolean closed;

    /**
     * Begins with one strand, which nothing encrypts.
     *
     * @param flow names the flow, for people
     * @param policies the policies that are present
     * @param news is told what becomes of the stage of the strand by which is sent, and when another one opens again
     * @param dropped takes packets that cannot be carried any more
     */
    Strands(String flow, EndpointPolicies policies, IpcpLoop loop, Stage.Flow news, Consumer<Packet> dropped) {
        this.flow = flow;
        this.policies = policies;
        this.loop = loop;
        this.news = news;
        this.dropped = dropped;
        all.add(current);
    }

    /** {@return the strand by which is sent} Any thread. */
    Strand current() {
        return current;
    }

    /** {@return the strands there are, a snapshot; old ones first} */
    List<Strand> all() {
        return List.copyOf(all);
    }

    /** {@return the splice that is under way, or null} */
    @Nullable
    Splice splice() {
        return splice;
    }

    /**
     * Has a strand encrypted. Once.
     *
     * @param cipher the policy, and the session key, which is taken over and wiped
     * @return completes when the stage is open, or with {@link FlowRefused}
     */
    CompletableFuture<Void> encrypt(Strand strand, Cipher cipher) {
        KeyEpochs epochs = new KeyEpochs(cipher.key());
        Arrays.fill(cipher.key(), (byte) 0);
        Stage<EncryptionPolicy, FlowCipher> stage = new Stage<>(
                flow,
                EncryptionPolicy.KIND,
                policies.chosen(policies.encryption(), cipher.policy()),
                policies.encryption(),
                new EncryptionGuard(epochs, loop),
                loop,
                new News(strand));
        strand.encrypt(stage, epochs);
        if (closed) {
            strand.close();
        }
        return stage.ready();
    }

    /** {@return what keeps the flow from going over to another cipher or key; empty if nothing does} */
    Optional<String> complaintAboutSplice() {
        Stage<EncryptionPolicy, FlowCipher> stage = current.encryption();
        if (stage == null) {
            return Optional.of(
                    "it is not encrypted, and so there is nothing that its two ends alone know and could tell"
                            + " each other by; allocate a new flow to the name");
        }
        FlowCipher cipher = stage.session();
        if (cipher == null) {
            return Optional.of("its encryption policy '" + stage.wanted() + "' is away");
        }
        if (!cipher.authenticates()) {
            return Optional.of("its cipher '" + stage.wanted()
                    + "' cannot tell what comes from the peer, and so its ends could not tell each other where"
                    + " it ends");
        }
        return all.size() > 1 ? Optional.of("it is being renegotiated already") : Optional.empty();
    }

    /**
     * Opens another strand, by which nothing is sent yet.
     *
     * @param cipher what encrypts it; the key is taken over and wiped
     * @return completes with the strand, or with {@link FlowRefused} if packets of the flow cannot go by it
     */
    CompletableFuture<Strand> open(Cipher cipher) {
        Strand opened = new Strand();
        all.add(opened);
        return encrypt(opened, cipher).handle((ready, refusal) -> {
            if (refusal != null) {
                release(opened);
                throw Refusals.asRefused(refusal);
            }
            complaintAbout(opened).ifPresent(complaint -> {
                release(opened);
                throw new FlowRefused(FlowRefused.Reason.ENCRYPTION, complaint);
            });
            return opened;
        });
    }

    /** Packets are kept that may go by either strand, and so either has to add as much to them as the other one does. */
    private Optional<String> complaintAbout(Strand opened) {
        Stage<EncryptionPolicy, FlowCipher> before = Objects.requireNonNull(current.encryption());
        Stage<EncryptionPolicy, FlowCipher> stage = Objects.requireNonNull(opened.encryption());
        FlowCipher cipher = stage.session();
        if (closed || cipher == null) {
            return Optional.of("the flow ended");
        }
        if (!cipher.authenticates()) {
            return Optional.of("cipher '" + stage.wanted() + "' cannot tell what comes from the peer");
        }
        return stage.headerBytes() == before.headerBytes() && stage.trailerBytes() == before.trailerBytes()
                ? Optional.empty()
                : Optional.of("cipher '" + stage.wanted() + "' adds " + stage.headerBytes() + " + "
                        + stage.trailerBytes() + " bytes to a packet, and the flow was made for "
                        + before.headerBytes() + " + " + before.trailerBytes());
    }

    /** Has a splice take part in what comes, until it lets a strand go. */
    void begin(Splice running) {
        splice = running;
    }

    /** Sends by another strand from now on. */
    void goOver(Strand next) {
        current = next;
    }

    /** Lets a strand go by which nothing is sent, and with it the splice. */
    void release(Strand ended) {
        splice = null;
        all.remove(ended);
        ended.close();
        dropWaiting(ended);
    }

    /** Ends the splice, and closes all strands. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Splice running = splice;
        if (running != null) {
            splice = null;
            running.cancel();
        }
        for (Strand each : all()) {
            each.close();
            dropWaiting(each);
        }
    }

    private void dropWaiting(Strand of) {
        for (Packet packet = of.waiting().poll();
                packet != null;
                packet = of.waiting().poll()) {
            dropped.accept(packet);
        }
    }

    /** What becomes of the stage that encrypts a strand: the flow fails with that by which is sent, the splice with the other one. */
    private final class News implements Stage.Flow {
        private final Strand strand;

        News(Strand strand) {
            this.strand = strand;
        }

        @Override
        public void reopened() {
            news.reopened();
        }

        @Override
        public void fail(String reason) {
            Splice running = splice;
            if (strand == current) {
                news.fail(reason);
            } else if (running != null) {
                dropWaiting(strand);
                running.lost(strand, reason, true);
            }
        }
    }
}
