// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;

/** Packets that wait for an N-1 flow. */
class HopTest {
    private final PacketPool pool = new PacketPool(8 << 20);
    private final RecordingFlow flow = new RecordingFlow();
    private final Health health = new Health("hop", "first in, first out", () -> "scheduler");
    private final Hop hop = new Hop(RecordingFlow.connection(pool, flow, 1), health);

    @AfterEach
    void everyPacketIsBack() {
        assertEquals(0, pool.outstanding());
    }

    private boolean send(int cube, int number) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(new byte[] {(byte) number}));
        boolean taken = hop.send(packet, cube);
        if (!taken) {
            packet.release();
        }
        return taken;
    }

    private List<Integer> sent() {
        return flow.sent().stream().map(bytes -> (int) bytes[0]).toList();
    }

    private void drain() {
        flow.writable(true);
        hop.drain();
    }

    /** Takes the highest cube that waits. */
    private static Scheduler highestFirst() {
        return new Scheduler() {
            @Override
            public int next(int waiting) {
                return 31 - Integer.numberOfLeadingZeros(waiting);
            }

            @Override
            public void close() {}
        };
    }

    private static Scheduler choosing(int cube) {
        return new Scheduler() {
            @Override
            public int next(int waiting) {
                if (cube < 0) {
                    throw new IllegalStateException("broken");
                }
                return cube;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aPacketLeavesAtOnceWhileTheFlowTakesPackets() {
        assertTrue(send(0, 1));
        assertEquals(List.of(1), sent());
        assertEquals(0, hop.queued());
    }

    @Test
    void withoutASchedulerPacketsLeaveInTheOrderInWhichTheyCame() {
        flow.writable(false);
        for (int number = 0; number < 60; number++) {
            send(number % 4, number); // a cube that there is not counts as best effort
        }
        assertEquals(List.of(), sent());
        drain();
        List<Integer> sent = sent();
        assertEquals(sent.stream().sorted().toList(), sent);
        assertEquals(60, sent.size());
    }

    @Test
    void theSchedulerChoosesTheCube() {
        hop.schedule(highestFirst());
        flow.writable(false);
        send(0, 1);
        send(1, 2);
        send(2, 3);
        send(2, 4);
        send(0, 5);
        drain();
        assertEquals(List.of(3, 4, 2, 1, 5), sent());
    }

    @Test
    void aSchedulerThatIsWrongOrFailsCostsNoPacket() {
        for (int wrong : new int[] {-1, 1, 7}) {
            hop.schedule(choosing(wrong));
            flow.writable(false);
            send(0, 1);
            send(2, 2);
            send(0, 3);
            drain();
            assertEquals(List.of(1, 2, 3), sent());
        }
    }

    @Test
    void whatIsTooMuchIsRefused() {
        flow.writable(false);
        for (int number = 0; number < Hop.MOST_QUEUED; number++) {
            assertTrue(send(0, number % 100));
        }
        assertFalse(send(0, 1));
        assertEquals(Hop.MOST_QUEUED, hop.clear());
        assertEquals(0, hop.queued());
    }
}
