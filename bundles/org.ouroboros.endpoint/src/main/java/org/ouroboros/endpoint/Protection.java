// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/**
 * What protects the packets of one flow end: reliability innermost, then encryption, then integrity (end-to-end specification,
 * section 0.1). Without a need for any of them it is {@link #none()}, and the endpoint passes it by. Confined to the loop.
 */
final class Protection implements AutoCloseable {
    private static final ReliabilityPolicy NO_RELIABILITY = flow -> {
        throw new IllegalStateException("a closed stage opens nothing");
    };
    private static final IntegrityPolicy NO_INTEGRITY = () -> {
        throw new IllegalStateException("a closed stage opens nothing");
    };
    private static final EncryptionPolicy NO_ENCRYPTION = key -> {
        throw new IllegalStateException("a closed stage opens nothing");
    };

    private final @Nullable Stage<ReliabilityPolicy, ReliabilityPolicy.Machine> reliability;
    private final @Nullable Stage<EncryptionPolicy, EncryptionPolicy.Sealer> encryption;
    private final @Nullable Stage<IntegrityPolicy, IntegrityPolicy.Checker> integrity;
    private final boolean none;
    private Consumer<Packet> lower = Packet::release;
    private Consumer<Packet> upper = Packet::release;
    private Runnable room = () -> {};

    Protection(
            String flow,
            Needs needs,
            EndpointPolicies policies,
            IpcpLoop loop,
            QosSpec qos,
            Duration maximumPacketLifetime) {
        this.none = needs.none();
        this.reliability = needs.reliability()
                .map(name -> new Stage<>(
                        flow,
                        ReliabilityPolicy.KIND,
                        name,
                        policies.reliability(),
                        NO_RELIABILITY,
                        policy -> policy.open(new End(loop, qos, maximumPacketLifetime)),
                        () -> room.run()))
                .orElse(null);
        this.encryption = needs.encryption()
                .map(cipher -> new Stage<>(
                        flow,
                        EncryptionPolicy.KIND,
                        cipher.policy(),
                        policies.encryption(),
                        NO_ENCRYPTION,
                        policy -> openCipher(policy, cipher),
                        () -> room.run()))
                .orElse(null);
        this.integrity = needs.integrity()
                .map(name -> new Stage<>(
                        flow,
                        IntegrityPolicy.KIND,
                        name,
                        policies.integrity(),
                        NO_INTEGRITY,
                        IntegrityPolicy::open,
                        () -> room.run()))
                .orElse(null);
    }

    /** Says where packets go, and who is told that {@link #writable()} may have become true. Once, before any packet. */
    void attach(Consumer<Packet> towardsLayer, Consumer<Packet> towardsUser, Runnable roomAgain) {
        lower = towardsLayer;
        upper = towardsUser;
        room = roomAgain;
    }

    /** {@return whether there is nothing to do for any packet} */
    boolean none() {
        return none;
    }

    /** {@return completes when every stage is open, or with {@link org.ouroboros.api.FlowRefused}} */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(stages().map(Stage::ready).toArray(CompletableFuture<?>[]::new));
    }

    /** {@return the names of the policies, innermost first} Any thread. */
    String label() {
        return stages().map(Stage::wanted).collect(Collectors.joining(", "));
    }

    boolean writable() {
        ReliabilityPolicy.Machine machine = session(reliability);
        return isOpen(reliability)
                && isOpen(encryption)
                && isOpen(integrity)
                && (machine == null || machine.writable());
    }

    int headerBytes() {
        ReliabilityPolicy.Machine machine = session(reliability);
        EncryptionPolicy.Sealer sealer = session(encryption);
        return (machine == null ? 0 : machine.headerBytes()) + (sealer == null ? 0 : sealer.headerBytes());
    }

    int trailerBytes() {
        EncryptionPolicy.Sealer sealer = session(encryption);
        IntegrityPolicy.Checker checker = session(integrity);
        return (sealer == null ? 0 : sealer.trailerBytes()) + (checker == null ? 0 : checker.trailerBytes());
    }

    /** Sends a message; {@return false if a closed stage had it dropped} */
    boolean send(Packet packet) {
        if (reliability == null) {
            return transmit(packet);
        }
        ReliabilityPolicy.Machine machine = reliability.session();
        if (machine == null) {
            packet.release();
            return false;
        }
        machine.write(packet);
        return true;
    }

    /** Takes a packet of the layer; {@return false if it is not sound, or a closed stage had it dropped} */
    boolean receive(Packet packet) {
        if (!sound(packet)) {
            packet.release();
            return false;
        }
        if (reliability == null) {
            upper.accept(packet);
            return true;
        }
        ReliabilityPolicy.Machine machine = reliability.session();
        if (machine == null) {
            packet.release();
            return false;
        }
        machine.receive(packet);
        return true;
    }

    @Override
    public void close() {
        stages().forEach(Stage::close);
    }

    private boolean transmit(Packet packet) {
        if (encryption != null) {
            EncryptionPolicy.Sealer sealer = encryption.session();
            if (sealer == null) {
                packet.release();
                return false;
            }
            sealer.seal(packet);
        }
        if (integrity != null) {
            IntegrityPolicy.Checker checker = integrity.session();
            if (checker == null) {
                packet.release();
                return false;
            }
            checker.protect(packet);
        }
        lower.accept(packet);
        return true;
    }

    private boolean sound(Packet packet) {
        if (integrity != null) {
            IntegrityPolicy.Checker checker = integrity.session();
            if (checker == null || !checker.verify(packet)) {
                return false;
            }
        }
        if (encryption != null) {
            EncryptionPolicy.Sealer sealer = encryption.session();
            return sealer != null && sealer.open(packet);
        }
        return true;
    }

    private Stream<Stage<?, ?>> stages() {
        return Stream.<@Nullable Stage<?, ?>>of(reliability, encryption, integrity)
                .filter(Objects::nonNull)
                .map(stage -> (Stage<?, ?>) stage);
    }

    private static EncryptionPolicy.Sealer openCipher(EncryptionPolicy policy, Cipher cipher) {
        byte[] key = cipher.key().clone();
        try {
            return policy.open(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static boolean isOpen(@Nullable Stage<?, ?> stage) {
        return stage == null || stage.session() != null;
    }

    private static <S extends AutoCloseable> @Nullable S session(@Nullable Stage<?, S> stage) {
        return stage == null ? null : stage.session();
    }

    /** The end of the flow as its reliability machine sees it. */
    private final class End implements ReliabilityPolicy.FlowEnd {
        private final IpcpLoop loop;
        private final QosSpec qos;
        private final Duration maximumPacketLifetime;

        End(IpcpLoop loop, QosSpec qos, Duration maximumPacketLifetime) {
            this.loop = loop;
            this.qos = qos;
            this.maximumPacketLifetime = maximumPacketLifetime;
        }

        @Override
        public IpcpLoop loop() {
            return loop;
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
        public void transmit(Packet packet) {
            Protection.this.transmit(packet);
        }

        @Override
        public void deliver(Packet packet) {
            upper.accept(packet);
        }

        @Override
        public void wakeWriter() {
            room.run();
        }
    }
}
