// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** A layer with one flow, which does to packets what networks do, on virtual time. */
final class Link {
    /**
     * What becomes of packets.
     *
     * @param delayNs how long each is under way
     * @param loss probability that it is lost
     * @param duplicate probability that it comes twice
     * @param reorder probability that it is held back, up to three more delays
     * @param corrupt probability that a bit of it changes
     */
    record Terms(long delayNs, double loss, double duplicate, double reorder, double corrupt) {
        static final Terms GOOD = new Terms(1_000_000, 0, 0, 0, 0);
        static final Terms BAD = new Terms(1_000_000, 0.08, 0.03, 0.10, 0);
        static final Terms DEAD = new Terms(1_000_000, 1, 0, 0, 0);
    }

    private final SimulatedLoop loop;
    private final SplittableRandom random;
    private final PacketPool pool;
    private final End first = new End();
    private final End second = new End();
    private Terms terms;

    Link(SimulatedLoop loop, PacketPool pool, long seed, Terms terms) {
        this.loop = loop;
        this.pool = pool;
        this.random = new SplittableRandom(seed);
        this.terms = terms;
    }

    void terms(Terms newTerms) {
        terms = newTerms;
    }

    End first() {
        return first;
    }

    End second() {
        return second;
    }

    /** Says who takes what arrives at each end. */
    void connect(FlowUser firstUser, FlowUser secondUser) {
        first.user = firstUser;
        second.user = secondUser;
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** One end of the flow. */
    final class End implements LayerFlow {
        private @Nullable FlowUser user;
        private boolean released;
        private long sent;
        private Consumer<byte[]> tap = packet -> {};

        /** Looks at every packet that is sent here. */
        void tap(Consumer<byte[]> newTap) {
            tap = newTap;
        }

        /** {@return packets that were sent here} */
        long sent() {
            return sent;
        }

        boolean released() {
            return released;
        }

        @Override
        public void send(Packet packet) {
            sent++;
            tap.accept(bytes(packet));
            if (happens(terms.duplicate())) {
                Packet copy = pool.take();
                if (copy != null) {
                    copy.copyOf(packet);
                    carry(copy);
                }
            }
            carry(packet);
        }

        private void carry(Packet packet) {
            if (released || happens(terms.loss())) {
                packet.release();
                return;
            }
            if (packet.length() > 0 && happens(terms.corrupt())) {
                int at = packet.offset() + random.nextInt(packet.length());
                byte before = packet.segment().get(ValueLayout.JAVA_BYTE, at);
                packet.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ (1 << random.nextInt(8))));
            }
            long heldNs = happens(terms.reorder()) ? random.nextLong(3 * terms.delayNs() + 1) : 0;
            loop.at(terms.delayNs() + heldNs, () -> arrive(packet));
        }

        private void arrive(Packet packet) {
            FlowUser there = other().user;
            if (other().released || there == null) {
                packet.release();
            } else {
                there.receive(packet);
            }
        }

        @Override
        public int headroom() {
            return 0;
        }

        @Override
        public int largestPacket() {
            return 1_500;
        }

        @Override
        public void deallocate() {
            released = true;
        }

        private End other() {
            return this == first ? second : first;
        }
    }

    private static byte[] bytes(Packet packet) {
        return packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }
}
