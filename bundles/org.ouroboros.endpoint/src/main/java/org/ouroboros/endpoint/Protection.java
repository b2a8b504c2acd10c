// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
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
    private final Strands strands;
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
        this.loop = loop;
        this.pool = pool;
        MachineEnd end = new MachineEnd(loop, pool, qos, maximumPacketLifetime, host, this::transmit);
        this.policies = policies;
        this.protocol = needs.reliability()
                .map(name -> new FlowProtocol(
                        host, stage(ReliabilityPolicy.KIND, name, policies.reliability(), new ReliabilityGuard(end))))
                .orElse(null);
        this.integrity = needs.integrity()
                .map(name -> stage(IntegrityPolicy.KIND, name, policies.integrity(), new IntegrityGuard()))
                .orElse(null);
        this.strands = new Strands(flow, policies, loop, new News(), host::drop);
        needs.encryption().ifPresent(this::encrypt);
    }

    /**
     * Has packets encrypted from now on. Once.
     *
     * @param cipher the policy, and the session key, which is taken over and wiped
     * @return completes when the stage is open, or with {@link org.ouroboros.api.FlowRefused}
     */
    CompletableFuture<Void> encrypt(Cipher cipher) {
        return strands.encrypt(strands.current(), cipher);
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
        if (closed) {
            return;
        }
        if (protocol != null && isOpen()) {
            protocol.catchUp();
        }
        for (Strand each : strands.all()) {
            while (isOpen(each) && !each.waiting().isEmpty()) {
                take(each.waiting().remove(), each);
            }
        }
        Splice running = strands.splice();
        if (running != null) {
            running.deliver();
        }
        if (isOpen()) {
            host.progress();
        }
    }

    /** {@return whether there is nothing to do for any packet} */
    boolean none() {
        return protocol == null && strands.current().encryption() == null && integrity == null;
    }

    /** {@return by what the packets of the flow go} */
    Strands strands() {
        return strands;
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
        return headerBytes(reliability())
                + headerBytes(strands.current().encryption())
                + headerBytes(integrity); // asked for each packet
    }

    int trailerBytes() {
        return trailerBytes(reliability()) + trailerBytes(strands.current().encryption()) + trailerBytes(integrity);
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

    /** Takes a packet of the layer that came by a strand. */
    void receive(Packet packet, Strand by) {
        Queue<Packet> waiting = by.waiting();
        if (isOpen(by) && waiting.isEmpty()) {
            take(packet, by);
        } else if (!closed && !by.isClosed() && waiting.size() < MOST_WAITING && !pool.scarce()) {
            waiting.add(packet);
        } else {
            host.drop(packet);
        }
    }

    private void take(Packet packet, Strand by) {
        Splice running = strands.splice();
        if (running != null && packet.length() == emptyBytes(by)) {
            takeEmpty(packet, by, running);
        } else if (!sound(packet, by)) {
            host.drop(packet);
        } else if (running == null || !running.takes(packet, by)) {
            pass(packet);
        }
    }

    /** Takes a packet that no user's message is in: what the other end of a splice signals, or nothing. */
    private void takeEmpty(Packet packet, Strand by, Splice running) {
        if (signals(packet, by, !running.leads())) {
            packet.release();
            running.signalled(by);
        } else {
            host.drop(packet);
        }
    }

    /** Takes what came by whichever strand, and is sound. */
    void pass(Packet packet) {
        if (protocol == null) {
            deliver(packet, host);
        } else {
            protocol.receive(packet);
        }
    }

    /** Closes all stages and wipes the keys. Idempotent. */
    @Override
    public void close() {
        closed = true;
        strands.close();
        stages().forEach(Stage::close);
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
        Stage<EncryptionPolicy, FlowCipher> sealing = strands.current().encryption();
        if (!isOpen(sealing) || !isOpen(integrity)) {
            return false;
        }
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

    /** Makes a signal of an empty packet, for a strand; {@return false if that cannot be done now} */
    boolean sealSignal(Packet packet, Strand by, boolean ofLeader) {
        Stage<EncryptionPolicy, FlowCipher> sealing = by.encryption();
        FlowCipher cipher = session(sealing);
        IntegrityPolicy.Checker checker = session(integrity);
        if (cipher == null || !isOpen(integrity)) {
            return false;
        }
        try {
            cipher.sealSignal(packet, ofLeader);
            if (checker != null) {
                checker.protect(packet);
            }
            return true;
        } catch (RuntimeException failure) {
            failed(sealing, failure);
            return false;
        }
    }

    private boolean signals(Packet packet, Strand by, boolean ofLeader) {
        Stage<EncryptionPolicy, FlowCipher> opening = by.encryption();
        FlowCipher cipher = session(opening);
        IntegrityPolicy.Checker checker = session(integrity);
        try {
            return cipher != null && (checker == null || checker.verify(packet)) && cipher.isSignal(packet, ofLeader);
        } catch (RuntimeException failure) {
            failed(opening, failure);
            return false;
        }
    }

    /** {@return length of a packet of a strand without a message} */
    private int emptyBytes(Strand by) {
        Stage<?, ?> encryption = by.encryption();
        return headerBytes(encryption) + trailerBytes(encryption) + trailerBytes(integrity);
    }

    /** Unseals a packet; {@return false if it is not sound} */
    private boolean sound(Packet packet, Strand by) {
        Stage<EncryptionPolicy, FlowCipher> encryption = by.encryption();
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
        return Stream.<@Nullable Stage<?, ?>>of(reliability(), strands.current().encryption(), integrity)
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

    /** {@return whether what comes by the strand by which is sent can be taken} */
    boolean isOpen() {
        return isOpen(strands.current());
    }

    private boolean isOpen(Strand by) {
        return isOpen(reliability()) && isOpen(by.encryption()) && isOpen(integrity);
    }

    private static boolean isOpen(@Nullable Stage<?, ?> stage) {
        return stage == null || stage.session() != null;
    }

    private static <S extends AutoCloseable> @Nullable S session(@Nullable Stage<?, S> stage) {
        return stage == null ? null : stage.session();
    }
}
