// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityPolicy.Machine;
import org.ouroboros.policy.reliability.ReliabilityState;

/** A reliable flow on virtual time, whose ends write numbered messages, and a path that does to packets what paths do. */
final class ReliableLink {
    private static final int ROOM = 256;
    private static final int MESSAGE_BYTES = 200;
    private static final Duration LIFETIME = Duration.ofMillis(100);
    private static final long DELAY_NS = 1_000_000;
    private static final long PACE_NS = 100_000;

    /** How long all messages may take. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final SplittableRandom random = new SplittableRandom(1);
    private final Packets packets = new Packets();
    private final double trouble;
    private final End first;
    private final End second;

    /**
     * Opens a flow.
     *
     * @param near policy of the first end
     * @param far policy of the second end
     * @param trouble probability of each thing that may happen to a packet
     */
    ReliableLink(ReliabilityPolicy near, ReliabilityPolicy far, double trouble) {
        this.trouble = trouble;
        first = new End(near);
        second = new End(far);
    }

    End first() {
        return first;
    }

    End second() {
        return second;
    }

    /** Has both ends write so many messages, as fast as they may but for a pace. */
    ReliableLink write(int messages) {
        first.write(messages);
        second.write(messages);
        return this;
    }

    /** Does something again and again for as long as messages are missing. */
    void every(Duration time, Runnable task) {
        loop.at(time.toNanos(), () -> {
            if (!done()) {
                task.run();
                every(time, task);
            }
        });
    }

    private boolean done() {
        return first.complete()
                && second.complete()
                && first.machine().settled()
                && second.machine().settled();
    }

    /** Waits for all messages, and requires that they have arrived in order. */
    ReliableLink awaitAll() {
        boolean done = loop.runUntil(this::done, PATIENCE);
        first.requireInOrder();
        second.requireInOrder();
        Broken.unless(
                done,
                "delivers " + first.received.size() + " and " + second.received.size() + " messages of "
                        + second.toWrite + " and " + first.toWrite + ", and then no more, or is never settled");
        return this;
    }

    void runFor(Duration time) {
        loop.runFor(time);
    }

    Packet noise(int length) {
        return packets.of(Packets.random(length, length));
    }

    /** Closes both ends, and requires that all packets are back. */
    void close() {
        first.close();
        second.close();
        loop.runFor(Duration.ofSeconds(10));
        packets.requireAllBack();
    }

    private boolean happens() {
        return trouble > 0 && random.nextDouble() < trouble;
    }

    /** One end, and the user of it. */
    final class End implements FlowEnd {
        private Machine machine;
        private final List<Integer> received = new ArrayList<>();
        private @Nullable String failure;
        private int toWrite;
        private int written;
        private boolean closed;

        private End(ReliabilityPolicy policy) {
            machine = open(policy);
        }

        private Machine open(ReliabilityPolicy policy) {
            return Broken.unlessNull(policy.open(this), "open()");
        }

        Machine machine() {
            return machine;
        }

        private End other() {
            return this == first ? second : first;
        }

        /** Has another machine go on from where the one at hand is. */
        void handOver(ReliabilityPolicy policy) {
            Machine next = open(policy);
            ReliabilityState state = machine.handOver();
            machine.close();
            machine = next;
            next.resume(state);
        }

        private void write(int messages) {
            toWrite = messages;
            loop.execute(this::writeMore);
        }

        private void writeMore() {
            if (closed || written == toWrite) {
                return;
            }
            if (machine.writable()) {
                byte[] message = Packets.random(MESSAGE_BYTES, written);
                message[0] = (byte) (written >> Byte.SIZE);
                message[1] = (byte) written;
                written++;
                machine.write(packets.of(message));
            }
            loop.at(PACE_NS, this::writeMore);
        }

        private boolean complete() {
            return received.size() >= other().toWrite || failure != null;
        }

        private void requireInOrder() {
            Broken.unless(failure == null, "gives the flow up: " + failure);
            for (int i = 0; i < received.size(); i++) {
                Broken.unless(
                        received.get(i) == i,
                        "delivers message " + received.get(i) + " where message " + i + " is the next one");
            }
        }

        private void close() {
            closed = true;
            machine.close();
            machine.close(); // which is idempotent
        }

        @Override
        public IpcpLoop loop() {
            return loop;
        }

        @Override
        public PacketPool pool() {
            return packets.pool();
        }

        @Override
        public QosSpec qos() {
            return QosSpec.DATA.withTimeoutMs(0);
        }

        @Override
        public Duration maximumPacketLifetime() {
            return LIFETIME;
        }

        @Override
        public boolean peerIsOurs() {
            return true;
        }

        @Override
        public void transmit(Packet packet) {
            if (happens()) {
                packet.release();
                return;
            }
            if (happens()) {
                carry(packets.of(Packets.bytes(packet)));
            }
            carry(packet);
        }

        private void carry(Packet packet) {
            long heldNs = happens() ? random.nextLong(3 * DELAY_NS) : 0;
            loop.at(DELAY_NS + heldNs, () -> {
                if (other().closed) {
                    packet.release();
                } else {
                    other().machine.receive(packet);
                }
            });
        }

        @Override
        public void deliver(Packet packet) {
            byte[] message = Packets.bytes(packet);
            packet.release();
            int number = message.length < 2 ? -1 : ((message[0] & 0xFF) << Byte.SIZE) | (message[1] & 0xFF);
            byte[] written = Packets.random(MESSAGE_BYTES, number);
            Broken.unless(
                    message.length == MESSAGE_BYTES
                            && Arrays.equals(message, 2, MESSAGE_BYTES, written, 2, MESSAGE_BYTES),
                    "delivers " + message.length + " bytes that nobody wrote");
            received.add(number);
        }

        @Override
        public int room() {
            return ROOM;
        }

        @Override
        public void wakeWriter() {
            // the writer looks again at its pace
        }

        @Override
        public void fail(String reason) {
            failure = reason;
        }
    }
}
