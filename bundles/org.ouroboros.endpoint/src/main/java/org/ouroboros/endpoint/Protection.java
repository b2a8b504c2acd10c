// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/**
 * What protects the packets of one flow end: reliability innermost, then encryption, then integrity (end-to-end specification,
 * section 0.1). Without a need for any of them it is {@link #none()}, and the endpoint passes it by. Confined to the loop.
 *
 * <p>While a stage is closed, up to {@link #MOST_WAITING} packets of the peer wait, writers wait, and what cannot wait is dropped: nothing passes
 * unprotected. A policy that throws on a packet has it dropped. One that goes and does not hand over where the flow is takes the flow
 * down, since that would lose messages in silence.
 */
final class Protection implements AutoCloseable {
    /** The end of the flow that is protected. Whatever takes a packet owns it. */
    interface Host {
        /** Takes a packet for the layer. */
        void towardsLayer(Packet packet);

        /** Takes a message for the user. */
        void towardsUser(Packet packet);

        /** Takes a packet that cannot be carried, or is not sound. */
        void drop(Packet packet);

        /** {@return how many messages the user takes now} */
        int room();

        /** {@return whether the other end is known to be of this implementation} */
        boolean peerIsOurs();

        /** Says that {@link #writable()} or {@link #settled()} may have become true. */
        void progress();

        /** Says that the flow carries nothing any more. */
        void fail(String reason);
    }

    /** Packets of the peer that wait for a stage to open again, as long as the system has plenty. */
    static final int MOST_WAITING = 512;

    private final String flow;
    private final Host host;
    private final EndpointPolicies policies;
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final @Nullable FlowProtocol protocol;
    private final @Nullable Stage<IntegrityPolicy, IntegrityPolicy.Checker> integrity;
    private volatile @Nullable Stage<EncryptionPolicy, FlowCipher> encryption; // written on the loop
    private @Nullable KeyEpochs keys;
    private final Queue<Packet> waiting = new ArrayDeque<>();
    private boolean closed;

    /**
     * Opens what a flow needs.
     *
     * @param flow names the flow, for people
     * @param host the end of the flow
     * @param needs the policies, and the session key, which is taken over and wiped
     * @param policies the policies that are present
     */
    Protection(
            String flow,
            Host host,
            Needs needs,
            EndpointPolicies policies,
            IpcpLoop loop,
            PacketPool pool,
            QosSpec qos,
            Duration maximumPacketLifetime) {
        this.flow = flow;
        this.host = host;
        this.policies = policies;
        this.loop = loop;
        this.pool = pool;
        MachineEnd end = new MachineEnd(loop, pool, qos, maximumPacketLifetime, host, this::transmit);
        this.protocol = needs.reliability()
                .map(name -> new FlowProtocol(
                        host, stage(ReliabilityPolicy.KIND, name, policies.reliability(), new ReliabilityGuard(end))))
                .orElse(null);
        this.integrity = needs.integrity()
                .map(name -> stage(IntegrityPolicy.KIND, name, policies.integrity(), new IntegrityGuard()))
                .orElse(null);
        needs.encryption().ifPresent(this::encrypt);
    }

    /**
     * Has packets encrypted from now on. Once.
     *
     * @param cipher the policy, and the session key, which is taken over and wiped
     * @return completes when the stage is open, or with {@link org.ouroboros.api.FlowRefused}
     */
    CompletableFuture<Void> encrypt(Cipher cipher) {
        KeyEpochs epochs = new KeyEpochs(cipher.key());
        Arrays.fill(cipher.key(), (byte) 0);
        keys = epochs;
        Stage<EncryptionPolicy, FlowCipher> stage =
                stage(EncryptionPolicy.KIND, cipher.policy(), policies.encryption(), new EncryptionGuard(epochs, loop));
        encryption = stage;
        if (closed) {
            close();
        }
        return stage.ready();
    }

    private <P, S extends AutoCloseable> Stage<P, S> stage(
            String kind, String asked, PolicyCatalogue<P> catalogue, Guard<P, S> guard) {
        return new Stage<>(flow, kind, policies.chosen(catalogue, asked), catalogue, guard, loop, new News());
    }

    /** What becomes of stages. */
    private final class News implements Stage.Flow {
        @Override
        public void reopened() {
            goOn();
        }

        @Override
        public void fail(String reason) {
            host.fail(reason);
        }
    }

    /** Takes what waited, as long as all stages are open, and has writers go on. */
    private void goOn() {
        if (closed || !isOpen()) {
            return;
        }
        if (protocol != null) {
            protocol.catchUp();
        }
        while (isOpen() && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        host.progress();
    }

    /** {@return whether there is nothing to do for any packet} */
    boolean none() {
        return protocol == null && encryption == null && integrity == null;
    }

    /** {@return whether the other end sends no more than this one has room for} Any thread. */
    boolean windowed() {
        return protocol != null;
    }

    /** {@return completes when every stage is open, or with {@link org.ouroboros.api.FlowRefused}} */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(stages().map(Stage::ready).toArray(CompletableFuture<?>[]::new));
    }

    /** {@return the names of the policies, innermost first} Any thread. */
    String label() {
        return stages().map(Stage::wanted).collect(Collectors.joining(", "));
    }

    /** {@return whether a message can be sent now} */
    boolean writable() {
        return isOpen() && (protocol == null || protocol.writable());
    }

    /** {@return whether nothing that was sent would be lost by a close} */
    boolean settled() {
        return protocol == null || protocol.settled();
    }

    /** {@return how many packets a message may take} */
    int pieces() {
        return protocol == null ? 1 : protocol.pieces();
    }

    int headerBytes() {
        return headerBytes(reliability()) + headerBytes(encryption) + headerBytes(integrity); // asked for each packet
    }

    int trailerBytes() {
        return trailerBytes(reliability()) + trailerBytes(encryption) + trailerBytes(integrity);
    }

    /** Says that the user takes more messages. */
    void roomAgain() {
        if (protocol != null) {
            protocol.roomAgain();
        }
    }

    /** Says that the user released the flow. */
    void farewell() {
        if (protocol != null) {
            protocol.farewell();
        }
    }

    /** Sends a message. */
    void send(Packet packet) {
        if (protocol == null) {
            transmit(packet);
        } else {
            protocol.send(packet);
        }
    }

    /** Takes a packet of the layer. */
    void receive(Packet packet) {
        if (isOpen() && waiting.isEmpty()) {
            take(packet);
        } else if (!closed && waiting.size() < MOST_WAITING && !pool.scarce()) {
            waiting.add(packet);
        } else {
            host.drop(packet);
        }
    }

    private void take(Packet packet) {
        if (!sound(packet)) {
            host.drop(packet);
        } else if (protocol == null) {
            deliver(packet, host);
        } else {
            protocol.receive(packet);
        }
    }

    /** Closes all stages and wipes the key. Idempotent. */
    @Override
    public void close() {
        closed = true;
        stages().forEach(Stage::close);
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            host.drop(packet);
        }
        KeyEpochs epochs = keys;
        if (epochs != null) {
            epochs.wipe();
        }
    }

    private void transmit(Packet packet) {
        if (guarded(packet)) {
            host.towardsLayer(packet);
        } else {
            host.drop(packet);
        }
    }

    /** Seals a packet; {@return false if that cannot be done now} */
    private boolean guarded(Packet packet) {
        if (!isOpen(encryption) || !isOpen(integrity)) {
            return false;
        }
        Stage<EncryptionPolicy, FlowCipher> sealing = encryption;
        FlowCipher cipher = session(sealing);
        IntegrityPolicy.Checker checker = session(integrity);
        Stage<?, ?> at = null;
        try {
            if (sealing != null && cipher != null) {
                at = sealing;
                at.asked();
                cipher.seal(packet);
                at.served();
            }
            if (integrity != null && checker != null) {
                at = integrity;
                at.asked();
                checker.protect(packet);
                at.served();
            }
            if (protocol != null) {
                protocol.stage().served();
            }
            return true;
        } catch (RuntimeException failure) {
            failed(at, failure);
            return false;
        }
    }

    /** Unseals a packet; {@return false if it is not sound} */
    private boolean sound(Packet packet) {
        Stage<?, ?> at = integrity;
        try {
            IntegrityPolicy.Checker checker = session(integrity);
            boolean checked = checker == null || done(integrity, checker.verify(packet));
            if (!checked && protocol == null) {
                return false;
            }
            at = encryption;
            FlowCipher cipher = session(encryption);
            boolean open = cipher == null || done(encryption, cipher.open(packet));
            at = reliability();
            return open && (checked || (protocol != null && protocol.isControl(packet)));
        } catch (RuntimeException failure) {
            failed(at, failure);
            return false;
        }
    }

    private static void failed(@Nullable Stage<?, ?> at, RuntimeException failure) {
        if (at == null) {
            throw failure;
        }
        at.failed(failure);
    }

    /** Counts what a policy was asked for; {@return whether it did that} */
    private static boolean done(@Nullable Stage<?, ?> stage, boolean success) {
        if (stage != null) {
            stage.asked();
            if (success) {
                stage.served();
            }
        }
        return success;
    }

    /** Hands a message to the user, unless it is empty, which none is. */
    static void deliver(Packet packet, Host host) {
        if (packet.length() == 0) {
            host.drop(packet);
        } else {
            host.towardsUser(packet);
        }
    }

    private Stream<Stage<?, ?>> stages() {
        return Stream.<@Nullable Stage<?, ?>>of(reliability(), encryption, integrity)
                .filter(Objects::nonNull)
                .map(stage -> (Stage<?, ?>) stage);
    }

    private @Nullable Stage<?, ?> reliability() {
        return protocol == null ? null : protocol.stage();
    }

    private static int headerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.headerBytes();
    }

    private static int trailerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.trailerBytes();
    }

    private boolean isOpen() {
        return isOpen(reliability()) && isOpen(encryption) && isOpen(integrity);
    }

    private static boolean isOpen(@Nullable Stage<?, ?> stage) {
        return stage == null || stage.session() != null;
    }

    private static <S extends AutoCloseable> @Nullable S session(@Nullable Stage<?, S> stage) {
        return stage == null ? null : stage.session();
    }
}
