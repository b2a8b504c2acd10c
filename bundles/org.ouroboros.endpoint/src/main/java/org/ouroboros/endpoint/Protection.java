// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/**
 * What protects the packets of one flow end: reliability innermost, then encryption, then integrity (end-to-end specification,
 * section 0.1). Without a need for any of them it is {@link #none()}, and the endpoint passes it by. Confined to the loop.
 *
 * <p>While a stage is closed, what cannot wait is dropped: nothing passes unprotected. A policy that throws on a packet has it
 * dropped; a protocol machine that throws takes the flow down. So does one that is replaced: its sequence numbers and what was not
 * acknowledged go with it, and a flow that goes on would lose messages in silence.
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

    private static final System.Logger LOG = System.getLogger(Protection.class.getName());

    private static final Predicate<ReliabilityPolicy.Machine> WRITABLE = ReliabilityPolicy.Machine::writable;
    private static final Predicate<ReliabilityPolicy.Machine> SETTLED = ReliabilityPolicy.Machine::settled;

    private static final ReliabilityPolicy NO_RELIABILITY = flow -> {
        throw new IllegalStateException("a closed stage opens nothing");
    };
    private static final IntegrityPolicy NO_INTEGRITY = () -> {
        throw new IllegalStateException("a closed stage opens nothing");
    };
    private static final EncryptionPolicy NO_ENCRYPTION = new NoEncryption();

    private final String flow;
    private final Host host;
    private final @Nullable Stage<ReliabilityPolicy, ReliabilityPolicy.Machine> reliability;
    private final EndpointPolicies policies;
    private final IpcpLoop loop;
    private final @Nullable Stage<IntegrityPolicy, IntegrityPolicy.Checker> integrity;
    private volatile @Nullable Stage<EncryptionPolicy, FlowCipher> encryption; // written on the loop
    private @Nullable KeyEpochs keys;
    private boolean failed;
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
        End end = new End(loop, pool, qos, maximumPacketLifetime);
        this.reliability = needs.reliability()
                .map(name -> new Stage<>(
                        flow,
                        ReliabilityPolicy.KIND,
                        name,
                        policies.reliability(),
                        NO_RELIABILITY,
                        policy -> opened(policy.open(end)),
                        loop,
                        host::progress,
                        () -> host.fail("its reliability policy was replaced, and the state of the protocol with it")))
                .orElse(null);
        this.integrity = needs.integrity()
                .map(name -> new Stage<>(
                        flow,
                        IntegrityPolicy.KIND,
                        name,
                        policies.integrity(),
                        NO_INTEGRITY,
                        policy -> opened(policy.open()),
                        loop,
                        host::progress,
                        () -> {}))
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
        Stage<EncryptionPolicy, FlowCipher> stage = new Stage<>(
                flow,
                EncryptionPolicy.KIND,
                cipher.policy(),
                policies.encryption(),
                NO_ENCRYPTION,
                policy -> opened(new FlowCipher(policy, epochs, loop)),
                loop,
                host::progress,
                () -> {});
        encryption = stage;
        if (closed) {
            close();
        }
        return stage.ready();
    }

    /** {@return whether there is nothing to do for any packet} */
    boolean none() {
        return reliability == null && encryption == null && integrity == null;
    }

    /** {@return whether the other end sends no more than this one has room for} Any thread. */
    boolean windowed() {
        return reliability != null;
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
        return isOpen(reliability) && isOpen(encryption) && isOpen(integrity) && machineIs(WRITABLE);
    }

    /** {@return whether nothing that was sent would be lost by a close} */
    boolean settled() {
        return machineIs(SETTLED);
    }

    /** {@return how many packets a message may take} */
    int pieces() {
        ReliabilityPolicy.Machine machine = session(reliability);
        return machine == null ? 1 : machine.pieces();
    }

    int headerBytes() {
        return headerBytes(reliability) + headerBytes(encryption) + headerBytes(integrity); // asked for each packet
    }

    int trailerBytes() {
        return trailerBytes(reliability) + trailerBytes(encryption) + trailerBytes(integrity);
    }

    /** Says that the user takes more messages. */
    void roomAgain() {
        tell(ReliabilityPolicy.Machine::roomAgain);
    }

    /** Says that the user released the flow. */
    void farewell() {
        tell(ReliabilityPolicy.Machine::farewell);
    }

    private void tell(Consumer<ReliabilityPolicy.Machine> news) {
        ReliabilityPolicy.Machine machine = session(reliability);
        if (machine != null) {
            try {
                news.accept(machine);
            } catch (RuntimeException failure) {
                machineFailed(failure);
            }
        }
    }

    /** Sends a message. */
    void send(Packet packet) {
        if (reliability == null) {
            transmit(packet);
            return;
        }
        ReliabilityPolicy.Machine machine = reliability.session();
        if (machine == null || !machineIs(WRITABLE)) {
            host.drop(packet);
            return;
        }
        try {
            machine.write(packet);
        } catch (RuntimeException failure) {
            machineFailed(failure);
        }
    }

    /** Takes a packet of the layer. */
    void receive(Packet packet) {
        if (!sound(packet)) {
            host.drop(packet);
            return;
        }
        if (reliability == null) {
            deliver(packet);
            return;
        }
        ReliabilityPolicy.Machine machine = reliability.session();
        if (machine == null) {
            host.drop(packet);
            return;
        }
        try {
            machine.receive(packet);
        } catch (RuntimeException failure) {
            machineFailed(failure);
        }
    }

    /** Closes all stages and wipes the key. Idempotent. */
    @Override
    public void close() {
        closed = true;
        stages().forEach(Stage::close);
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
        FlowCipher cipher = session(encryption);
        IntegrityPolicy.Checker checker = session(integrity);
        if ((encryption != null && cipher == null) || (integrity != null && checker == null)) {
            return false;
        }
        try {
            if (cipher != null) {
                cipher.seal(packet);
            }
            if (checker != null) {
                checker.protect(packet);
            }
            return true;
        } catch (RuntimeException failure) {
            note(failure);
            return false;
        }
    }

    /** Unseals a packet; {@return false if it is not sound, or that cannot be found out now} */
    private boolean sound(Packet packet) {
        FlowCipher cipher = session(encryption);
        IntegrityPolicy.Checker checker = session(integrity);
        if ((encryption != null && cipher == null) || (integrity != null && checker == null)) {
            return false;
        }
        try {
            boolean checked = checker == null || checker.verify(packet);
            return (checked || reliability != null)
                    && (cipher == null || cipher.open(packet))
                    && (checked || isControl(packet));
        } catch (RuntimeException failure) {
            note(failure);
            return false;
        }
    }

    /** {@return whether a packet without checksum is one that some peers do not protect} */
    private boolean isControl(Packet packet) {
        ReliabilityPolicy.Machine machine = session(reliability);
        return machine != null && machine.isControl(packet);
    }

    private void deliver(Packet packet) {
        if (packet.length() == 0) {
            host.drop(packet); // no message is empty
        } else {
            host.towardsUser(packet);
        }
    }

    /** {@return what the machine answers; true if there is none} */
    private boolean machineIs(Predicate<ReliabilityPolicy.Machine> question) {
        ReliabilityPolicy.Machine machine = session(reliability);
        try {
            return machine == null || question.test(machine);
        } catch (RuntimeException failure) {
            machineFailed(failure);
            return false;
        }
    }

    private void machineFailed(RuntimeException failure) {
        note(failure);
        host.fail("its reliability policy failed: " + failure);
    }

    /** Logs the first failure of the flow; the counter of drops has the others. */
    private void note(RuntimeException failure) {
        if (!failed) {
            failed = true;
            LOG.log(WARNING, "a policy of " + flow + " failed on a packet", failure);
        }
    }

    private Stream<Stage<?, ?>> stages() {
        return Stream.<@Nullable Stage<?, ?>>of(reliability, encryption, integrity)
                .filter(Objects::nonNull)
                .map(stage -> (Stage<?, ?>) stage);
    }

    private static Stage.Opened<ReliabilityPolicy.Machine> opened(ReliabilityPolicy.Machine machine) {
        return new Stage.Opened<>(machine, machine.headerBytes(), 0);
    }

    private static Stage.Opened<FlowCipher> opened(FlowCipher cipher) {
        return new Stage.Opened<>(cipher, cipher.headerBytes(), cipher.trailerBytes());
    }

    private static Stage.Opened<IntegrityPolicy.Checker> opened(IntegrityPolicy.Checker checker) {
        return new Stage.Opened<>(checker, 0, checker.trailerBytes());
    }

    private static int headerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.headerBytes();
    }

    private static int trailerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.trailerBytes();
    }

    private static boolean isOpen(@Nullable Stage<?, ?> stage) {
        return stage == null || stage.session() != null;
    }

    private static <S extends AutoCloseable> @Nullable S session(@Nullable Stage<?, S> stage) {
        return stage == null ? null : stage.session();
    }

    /** Stands for the absence of a cipher. */
    private static final class NoEncryption implements EncryptionPolicy {
        @Override
        public CipherTraits traits() {
            throw new IllegalStateException("a closed stage opens nothing");
        }

        @Override
        public Sealer open(byte[] key) {
            throw new IllegalStateException("a closed stage opens nothing");
        }
    }

    /** The end of the flow as its reliability machine sees it. */
    private final class End implements ReliabilityPolicy.FlowEnd {
        private final IpcpLoop loop;
        private final PacketPool pool;
        private final QosSpec qos;
        private final Duration maximumPacketLifetime;

        End(IpcpLoop loop, PacketPool pool, QosSpec qos, Duration maximumPacketLifetime) {
            this.loop = loop;
            this.pool = pool;
            this.qos = qos;
            this.maximumPacketLifetime = maximumPacketLifetime;
        }

        @Override
        public IpcpLoop loop() {
            return loop;
        }

        @Override
        public PacketPool pool() {
            return pool;
        }

        @Override
        public QosSpec qos() {
            return qos;
        }

        @Override
        public Duration maximumPacketLifetime() {
            return maximumPacketLifetime;
        }

        @Override
        public boolean peerIsOurs() {
            return host.peerIsOurs();
        }

        @Override
        public void transmit(Packet packet) {
            Protection.this.transmit(packet);
        }

        @Override
        public void deliver(Packet packet) {
            Protection.this.deliver(packet);
        }

        @Override
        public int room() {
            return host.room();
        }

        @Override
        public void wakeWriter() {
            host.progress();
        }

        @Override
        public void fail(String reason) {
            host.fail(reason);
        }
    }
}
