// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.endpoint.Guard.Opened;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.host.PolicyCatalogue;
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
 * <p>While a stage is closed, up to {@link #MOST_WAITING} packets of the peer wait, writers wait, and what cannot wait is dropped: nothing passes
 * unprotected. A policy that throws on a packet has it dropped; a protocol machine that throws takes the flow down, unless it is watched, and the
 * peer sends the packet again. So does one that goes and does not hand over where the flow is, since that would lose messages in silence.
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

    /** Packets of the peer that wait for a stage to open again, as long as the system has plenty. */
    static final int MOST_WAITING = 512;

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
    private final PacketPool pool;
    private final Queue<Packet> waiting = new ArrayDeque<>();
    private int pieces = 1;
    private boolean roomMissed; // said while no machine was there
    private boolean farewellMissed;
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
        this.pool = pool;
        End end = new End(loop, pool, qos, maximumPacketLifetime);
        this.reliability = needs.reliability()
                .map(name -> stage(
                        ReliabilityPolicy.KIND,
                        name,
                        policies.reliability(),
                        NO_RELIABILITY,
                        new ReliabilityGuard(end)))
                .orElse(null);
        this.integrity = needs.integrity()
                .map(name -> stage(
                        IntegrityPolicy.KIND,
                        name,
                        policies.integrity(),
                        NO_INTEGRITY,
                        policy -> opened(policy.open())))
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
        Stage<EncryptionPolicy, FlowCipher> stage = stage(
                EncryptionPolicy.KIND,
                cipher.policy(),
                policies.encryption(),
                NO_ENCRYPTION,
                new EncryptionGuard(epochs, loop));
        encryption = stage;
        if (closed) {
            close();
        }
        return stage.ready();
    }

    private <P, S extends AutoCloseable> Stage<P, S> stage(
            String kind, String wanted, PolicyCatalogue<P> catalogue, P closedStage, Guard<P, S> guard) {
        return new Stage<>(flow, kind, wanted, catalogue, closedStage, guard, loop, new News());
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

    /** Takes what waited, as far as all stages are open, and has writers go on. */
    private void goOn() {
        if (closed || !isOpen()) {
            return;
        }
        if (farewellMissed) {
            farewell();
        }
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            take(packet);
        }
        if (roomMissed) {
            roomAgain();
        }
        host.progress();
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
        return isOpen() && machineIs(WRITABLE);
    }

    /** {@return whether nothing that was sent would be lost by a close} */
    boolean settled() {
        if (reliability != null && reliability.session() == null) {
            return reliability.settled();
        }
        return machineIs(SETTLED);
    }

    /** {@return how many packets a message may take} */
    int pieces() {
        ReliabilityPolicy.Machine machine = session(reliability);
        if (machine != null) {
            pieces = machine.pieces();
        }
        return pieces; // those of the machine that will come back while none is there
    }

    int headerBytes() {
        return headerBytes(reliability) + headerBytes(encryption) + headerBytes(integrity); // asked for each packet
    }

    int trailerBytes() {
        return trailerBytes(reliability) + trailerBytes(encryption) + trailerBytes(integrity);
    }

    /** Says that the user takes more messages. */
    void roomAgain() {
        roomMissed = session(reliability) == null;
        tell(ReliabilityPolicy.Machine::roomAgain);
    }

    /** Says that the user released the flow. */
    void farewell() {
        farewellMissed = session(reliability) == null;
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
        reliability.asked();
        try {
            machine.write(packet);
        } catch (RuntimeException failure) {
            note(reliability, failure);
            host.fail(failed(failure)); // whoever takes over would not miss the message
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
            if (reliability != null) {
                reliability.served();
            }
            return true;
        } catch (RuntimeException failure) {
            note(at, failure);
            return false;
        }
    }

    /** Unseals a packet; {@return false if it is not sound} */
    private boolean sound(Packet packet) {
        if (!isOpen()) {
            return false; // a stage was closed by what was taken before
        }
        Stage<?, ?> at = integrity;
        try {
            IntegrityPolicy.Checker checker = session(integrity);
            boolean checked = checker == null || done(integrity, checker.verify(packet));
            if (!checked && reliability == null) {
                return false;
            }
            at = encryption;
            FlowCipher cipher = session(encryption);
            boolean open = cipher == null || done(encryption, cipher.open(packet));
            at = reliability;
            return open && (checked || isControl(packet));
        } catch (RuntimeException failure) {
            note(at, failure);
            return false;
        }
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
        if (!note(reliability, failure)) {
            host.fail(failed(failure));
        }
    }

    private static String failed(RuntimeException failure) {
        return "its reliability policy failed: " + failure;
    }

    /** Logs the first failure of the flow; the counter of drops has the others. {@return whether the policy is going to be taken back} */
    private boolean note(@Nullable Stage<?, ?> stage, RuntimeException failure) {
        if (!failed) {
            failed = true;
            LOG.log(WARNING, "a policy of " + flow + " failed on a packet", failure);
        }
        return stage != null && stage.violated(failure);
    }

    private Stream<Stage<?, ?>> stages() {
        return Stream.<@Nullable Stage<?, ?>>of(reliability, encryption, integrity)
                .filter(Objects::nonNull)
                .map(stage -> (Stage<?, ?>) stage);
    }

    private static Opened<IntegrityPolicy.Checker> opened(IntegrityPolicy.Checker checker) {
        return new Opened<>(checker, 0, checker.trailerBytes());
    }

    private static int headerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.headerBytes();
    }

    private static int trailerBytes(@Nullable Stage<?, ?> stage) {
        return stage == null ? 0 : stage.trailerBytes();
    }

    private boolean isOpen() {
        return isOpen(reliability) && isOpen(encryption) && isOpen(integrity);
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
