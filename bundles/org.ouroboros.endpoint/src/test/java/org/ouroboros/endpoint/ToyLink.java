// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** A layer with one flow, between two endpoints of a simulation: delays, loses and spoils packets, and holds a limited number. */
final class ToyLink {
    /**
     * What becomes of packets.
     *
     * @param delayNs how long each is under way
     * @param loss probability that it is lost
     * @param corruption probability that a bit of it changes
     * @param capacity packets that can be under way in one direction
     * @param loopback whether the ends are in one system and may hand packets over directly
     */
    record Terms(long delayNs, double loss, double corruption, int capacity, boolean loopback) {
        static final Terms GOOD = new Terms(1_000_000, 0, 0, 64, false);
        static final Terms LOCAL = new Terms(0, 0, 0, 64, true);
    }

    private final SimulatedLoop loop;
    private final RandomGenerator random;
    private final End first = new End();
    private final End second = new End();
    private Terms terms;

    /** Looks at every packet that is handed to the link. */
    interface Tap {
        void sees(byte[] packet);
    }

    private final List<Tap> taps = new ArrayList<>();

    ToyLink(SimulatedLoop loop, RandomGenerator random, Terms terms) {
        this.loop = loop;
        this.random = random;
        this.terms = terms;
    }

    void terms(Terms newTerms) {
        terms = newTerms;
    }

    void tap(Tap tap) {
        taps.add(tap);
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

    /** Has both ends told that the link is down. */
    void fail(String reason) {
        first.tell(() -> first.user().down(reason));
        second.tell(() -> second.user().down(reason));
    }

    void recover() {
        first.tell(() -> first.user().up());
        second.tell(() -> second.user().up());
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** One end of the flow. */
    final class End implements LayerFlow {
        private @Nullable FlowUser user;
        private boolean released;
        private boolean blocked;
        private int underWay;
        private int sent;
        private int empty;

        /** {@return number of packets that were sent here} */
        int sent() {
            return sent;
        }

        /** {@return how many of them were empty} */
        int empty() {
            return empty;
        }

        boolean released() {
            return released;
        }

        @Override
        public void send(Packet packet) {
            sent++;
            empty += packet.length() == 0 ? 1 : 0;
            taps.forEach(tap -> tap.sees(bytes(packet)));
            if (released || underWay >= terms.capacity() || happens(terms.loss())) {
                packet.release();
                return;
            }
            if (packet.length() > 0 && happens(terms.corruption())) {
                spoil(packet);
            }
            underWay++;
            loop.at(terms.delayNs(), () -> arrive(packet));
        }

        @Override
        public boolean writable() {
            blocked = underWay >= terms.capacity();
            return !blocked;
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
        public void markDown() {
            loop.at(terms.delayNs(), () -> other().tell(() -> other().user().down("the peer marked it")));
        }

        @Override
        public void markUp() {
            loop.at(terms.delayNs(), () -> other().tell(() -> other().user().up()));
        }

        @Override
        public Optional<FlowUser> loopback() {
            return terms.loopback() ? Optional.ofNullable(other().user) : Optional.empty();
        }

        @Override
        public void deallocate() {
            if (!released) {
                released = true;
                loop.at(terms.delayNs(), () -> other().tell(() -> other().user().deallocated()));
            }
        }

        /** Says that there is room. */
        void tellWritable() {
            user().writableAgain();
        }

        private void arrive(Packet packet) {
            underWay--;
            if (other().released) {
                packet.release();
            } else {
                other().user().receive(packet);
            }
            if (blocked && !released) {
                blocked = false;
                user().writableAgain();
            }
        }

        private void tell(Runnable news) {
            if (!released) {
                news.run();
            }
        }

        private FlowUser user() {
            FlowUser known = user;
            if (known == null) {
                throw new IllegalStateException("the link is not connected");
            }
            return known;
        }

        private End other() {
            return this == first ? second : first;
        }

        private void spoil(Packet packet) {
            int at = packet.offset() + random.nextInt(packet.length());
            byte before = packet.segment().get(ValueLayout.JAVA_BYTE, at);
            packet.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ (1 << random.nextInt(8))));
        }
    }

    private static byte[] bytes(Packet packet) {
        return packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }
}
