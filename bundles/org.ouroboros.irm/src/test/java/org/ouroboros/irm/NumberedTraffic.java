// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Flows whose packets have numbers: what is lost, duplicated or reordered is found out. */
final class NumberedTraffic {
    private static final Duration TICK = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PACKET_BYTES = 64;

    /** One direction of a flow. */
    private static final class Lane {
        private final String name;
        private final Flow from;
        private final Flow to;
        private final BitSet seen = new BitSet();
        private int sent;
        private int next;
        private int duplicated;
        private int reordered;

        Lane(String name, Flow from, Flow to) {
            this.name = name;
            this.from = from;
            this.to = to;
        }

        void write(ByteBuffer buffer) {
            buffer.clear().limit(PACKET_BYTES).putInt(0, sent);
            if (from.tryWrite(buffer)) { // else its pace holds it
                sent++;
            }
        }

        void read(ByteBuffer buffer) {
            while (to.tryRead(buffer.clear()) == PACKET_BYTES) {
                int number = buffer.getInt(0);
                duplicated += seen.get(number) ? 1 : 0;
                reordered += number < next ? 1 : 0;
                seen.set(number);
                next = Math.max(next, number + 1);
            }
        }

        void check() {
            String counts = name + ": lost " + (sent - seen.cardinality()) + ", duplicated " + duplicated
                    + ", reordered " + reordered;
            assertEquals(name + ": lost 0, duplicated 0, reordered 0", counts);
        }
    }

    private final SimulatedLoop loop;
    private final int perTick;
    private final List<Lane> lanes = new ArrayList<>();
    private final ByteBuffer buffer =
            ByteBuffer.allocate(2 * PACKET_BYTES); // a packet that fills it would take two reads

    /**
     * Without flows yet.
     *
     * @param perTick packets that each direction of a flow sends in a millisecond
     */
    NumberedTraffic(SimulatedLoop loop, int perTick) {
        this.loop = loop;
        this.perTick = perTick;
    }

    /** Adds a flow of a layer, both ways. */
    void flow(Network network, String layer, int from, int to) {
        flow(network, layer, from, to, QosSpec.RAW);
    }

    /** Adds a flow that asks for something. */
    void flow(Network network, String layer, int from, int to, QosSpec qos) {
        Flow client = network.allocate(layer, from, to, qos);
        Flow server = network.accepted(to);
        lanes.add(new Lane(from + " -> " + to, client, server));
        lanes.add(new Lane(to + " -> " + from, server, client));
    }

    /** Lets packets pass for a time. */
    void run(Duration time) {
        long endNs = loop.nowNs() + time.toNanos();
        runUntil(() -> loop.nowNs() - endNs >= 0);
    }

    /** Lets packets pass until something holds. */
    void runUntil(BooleanSupplier condition) {
        long endNs = loop.nowNs() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (loop.nowNs() - endNs > 0) {
                throw new AssertionError("what is waited for does not come within " + PATIENCE);
            }
            for (Lane lane : lanes) {
                for (int i = 0; i < perTick; i++) {
                    lane.write(buffer);
                }
            }
            loop.runFor(TICK);
            lanes.forEach(lane -> lane.read(buffer));
        }
    }

    int received() {
        return lanes.stream().mapToInt(lane -> lane.seen.cardinality()).sum();
    }

    /** Lets everything arrive, and checks that nothing was lost, duplicated or reordered. */
    void check() {
        loop.runFor(Duration.ofSeconds(2));
        lanes.forEach(lane -> lane.read(buffer));
        lanes.forEach(Lane::check);
    }

    void end() {
        lanes.forEach(lane -> {
            lane.from.deallocate();
            lane.to.deallocate();
        });
    }
}
