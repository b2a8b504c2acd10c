// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/** Policies that are just good enough to show whether an endpoint treats them right. */
final class ToyPolicies {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private ToyPolicies() {}

    /** Exclusive or with a byte of the key and one of the initialisation vector. Its sealers are counted. */
    static final class XorCipher implements EncryptionPolicy {
        final AtomicInteger open = new AtomicInteger();
        private final CipherTraits traits;

        XorCipher() {
            this(4);
        }

        XorCipher(int ivBytes) {
            this(ivBytes, 1);
        }

        XorCipher(int ivBytes, int number) {
            this.traits = new CipherTraits(number, 1, ivBytes, 1);
        }

        @Override
        public CipherTraits traits() {
            return traits;
        }

        @Override
        public Sealer open(byte[] key) {
            byte mask = key[0];
            open.incrementAndGet();
            return new Sealer() {
                private boolean closed;

                @Override
                public void seal(Packet packet) {
                    check();
                    byte sum = sum(packet, traits.ivBytes(), packet.length());
                    packet.append(1);
                    packet.segment().set(BYTE, packet.offset() + packet.length() - 1, sum);
                    mix(packet);
                }

                @Override
                public boolean open(Packet packet) {
                    check();
                    mix(packet);
                    int end = packet.length() - 1;
                    if (packet.segment().get(BYTE, packet.offset() + end) != sum(packet, traits.ivBytes(), end)) {
                        mix(packet);
                        return false;
                    }
                    packet.popHeader(traits.ivBytes());
                    packet.trim(1);
                    return true;
                }

                @Override
                public void close() {
                    check();
                    closed = true;
                    open.decrementAndGet();
                }

                private void check() {
                    if (closed) {
                        throw new IllegalStateException("a closed sealer was used");
                    }
                }

                private void mix(Packet packet) {
                    int vector = packet.segment().get(BYTE, packet.offset()) & 0xF0; // never undoes the mask
                    for (int i = traits.ivBytes(); i < packet.length(); i++) {
                        byte plain = packet.segment().get(BYTE, packet.offset() + i);
                        packet.segment().set(BYTE, packet.offset() + i, (byte) (plain ^ mask ^ vector));
                    }
                }
            };
        }
    }

    /** A sum of all bytes, each times its place, behind the packet. Its sessions are counted. */
    static final class Checksum implements IntegrityPolicy {
        final AtomicInteger open = new AtomicInteger();

        @Override
        public Checker open() {
            open.incrementAndGet();
            return new Checker() {
                @Override
                public int trailerBytes() {
                    return 4;
                }

                @Override
                public void protect(Packet packet) {
                    int sum = weigh(packet, packet.length());
                    packet.append(4);
                    packet.segment().set(INT, packet.offset() + packet.length() - 4, sum);
                }

                @Override
                public boolean verify(Packet packet) {
                    if (packet.length() < 4) {
                        return false;
                    }
                    int sum = packet.segment().get(INT, packet.offset() + packet.length() - 4);
                    boolean sound = sum == weigh(packet, packet.length() - 4);
                    if (sound) {
                        packet.trim(4);
                    }
                    return sound;
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }

        private static int weigh(Packet packet, int length) {
            int sum = 1;
            for (int i = 0; i < length; i++) {
                sum = 31 * sum + packet.segment().get(BYTE, packet.offset() + i);
            }
            return sum;
        }
    }

    /** Numbers messages and drops those that come late. */
    static final class Ordered implements ReliabilityPolicy {
        @Override
        public Machine open(FlowEnd flow) {
            return new Machine() {
                private int next;
                private int expected;

                @Override
                public int headerBytes() {
                    return 4;
                }

                @Override
                public boolean writable() {
                    return true;
                }

                @Override
                public void write(Packet packet) {
                    packet.pushHeader(4);
                    packet.segment().set(INT, packet.offset(), next++);
                    flow.transmit(packet);
                }

                @Override
                public void receive(Packet packet) {
                    int number = packet.length() < 4 ? -1 : packet.segment().get(INT, packet.offset());
                    if (number - expected < 0) {
                        packet.release();
                        return;
                    }
                    expected = number + 1;
                    packet.popHeader(4);
                    flow.deliver(packet);
                }

                @Override
                public void close() {}
            };
        }
    }

    /**
     * Go back n: a window, cumulative acknowledgements with the room of the reader, one timer. It checks that it is used as the SPI
     * says, and its sessions are counted.
     *
     * <pre>
     *   0       4       8       12
     *   | seq   | ack   | room  |     seq is -1 in a bare acknowledgement
     * </pre>
     */
    static final class GoBack implements ReliabilityPolicy {
        private static final int HEADER = 12;
        private static final int WINDOW = 16;
        private static final long RTO_NS = 20_000_000;

        final AtomicInteger open = new AtomicInteger();
        private final PacketPool pool;

        GoBack(PacketPool pool) {
            this.pool = pool;
        }

        @Override
        public Machine open(FlowEnd flow) {
            open.incrementAndGet();
            return new GoBackMachine(flow);
        }

        private final class GoBackMachine implements Machine {
            private final FlowEnd flow;
            private final LoopTimer timer;
            private final Deque<Packet> unacknowledged = new ArrayDeque<>(); // copies, with header
            private int oldest;
            private int next;
            private int expected;
            private int peerRoom = WINDOW;
            private boolean sendingAgain; // first what was lost, then what is new
            private boolean closed;

            GoBackMachine(FlowEnd flow) {
                this.flow = flow;
                this.timer = flow.loop().timer(this::sendAgain);
            }

            @Override
            public int headerBytes() {
                return HEADER;
            }

            @Override
            public boolean writable() {
                return !sendingAgain && unacknowledged.size() < Math.max(1, Math.min(WINDOW, peerRoom));
            }

            @Override
            public void write(Packet packet) {
                check(!closed && writable());
                Packet copy = Messages.packet(pool);
                packet.pushHeader(HEADER);
                packet.segment().set(INT, packet.offset(), next++);
                copy.copyOf(packet);
                unacknowledged.add(copy);
                transmit(packet, flow.room());
                if (!timer.armed()) {
                    timer.arm(RTO_NS);
                }
            }

            @Override
            public void receive(Packet packet) {
                check(!closed);
                if (packet.length() < HEADER) {
                    packet.release();
                    return;
                }
                int number = packet.segment().get(INT, packet.offset());
                acknowledged(
                        packet.segment().get(INT, packet.offset() + 4),
                        packet.segment().get(INT, packet.offset() + 8));
                int room = flow.room();
                if (number == expected && room > 0) {
                    room--;
                    expected++;
                    packet.popHeader(HEADER);
                    flow.deliver(packet);
                } else {
                    packet.release();
                }
                if (number >= 0) {
                    acknowledge(room); // as it was: who is refused for want of room must not be told that there is some
                }
            }

            @Override
            public void roomAgain() {
                if (!closed) {
                    acknowledge(flow.room());
                }
            }

            @Override
            public boolean settled() {
                return unacknowledged.isEmpty();
            }

            @Override
            public void close() {
                check(!closed);
                closed = true;
                open.decrementAndGet();
                timer.cancel();
                unacknowledged.forEach(Packet::release);
                unacknowledged.clear();
            }

            private void acknowledged(int upTo, int room) {
                if (upTo - oldest < 0 || upTo - next > 0) {
                    return;
                }
                boolean reopened = peerRoom == 0 && room > 0;
                peerRoom = room;
                if (upTo == oldest && reopened) {
                    timer.arm(0); // for what the peer had no room for
                }
                if (upTo != oldest) {
                    for (; oldest != upTo; oldest++) {
                        unacknowledged.remove().release();
                    }
                    timer.cancel();
                    if (!unacknowledged.isEmpty()) {
                        timer.arm(RTO_NS);
                    }
                }
                flow.wakeWriter();
            }

            private void acknowledge(int room) {
                Packet bare = pool.take();
                if (bare != null) {
                    bare.append(HEADER);
                    bare.segment().set(INT, bare.offset(), -1);
                    transmit(bare, room);
                }
            }

            private void sendAgain() {
                sendingAgain = true;
                for (Packet copy : List.copyOf(unacknowledged)) {
                    Packet again = unacknowledged.contains(copy) ? pool.take() : null;
                    if (again == null) {
                        break; // it was acknowledged meanwhile, or the pool is empty
                    }
                    again.copyOf(copy);
                    transmit(again, flow.room());
                }
                if (!unacknowledged.isEmpty()) {
                    timer.arm(RTO_NS);
                }
                sendingAgain = false;
                flow.wakeWriter();
            }

            private void transmit(Packet packet, int room) {
                packet.segment().set(INT, packet.offset() + 4, expected);
                packet.segment().set(INT, packet.offset() + 8, Math.min(WINDOW, room));
                flow.transmit(packet);
            }
        }
    }

    private static byte sum(Packet packet, int start, int end) {
        byte sum = 0;
        for (int i = start; i < end; i++) {
            sum += packet.segment().get(BYTE, packet.offset() + i);
        }
        return sum;
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the machine was used against its contract");
        }
    }
}
