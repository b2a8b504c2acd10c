// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DepotTest {
    private final PacketPool pool = new PacketPool(1);
    private final Depot depot = new Depot(8);
    private final List<Packet> chains = IntStream.rangeClosed(1, 8)
            .mapToObj(number -> new Packet(pool, number, Chunk.of(Arena.ofAuto(), 1), 0))
            .toList();

    DepotTest() {
        chains.forEach(depot::know);
    }

    @Test
    void whatWasPutInLastComesFirst() {
        assertTrue(depot.isEmpty());
        assertNull(depot.pop());

        chains.forEach(depot::push);

        assertFalse(depot.isEmpty());
        for (Packet chain : chains.reversed()) {
            assertEquals(chain.number, depot.size());
            assertSame(chain, depot.pop());
        }
        assertEquals(0, depot.size());
        assertNull(depot.pop());
        assertTrue(depot.isEmpty());
    }

    /** The same few chains are taken and put back all the time, so that one lies on top again while another thread looks at it. */
    @Test
    void aChainIsTakenByOneThreadWhileOthersPutBackTheSame() throws Exception {
        chains.subList(0, 3).forEach(depot::push);
        AtomicIntegerArray owners = new AtomicIntegerArray(chains.size() + 1);
        List<FutureTask<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Void> thread = new FutureTask<>(() -> {
                for (int step = 0; step < 100_000; step++) {
                    takeAndPutBack(owners);
                }
                return null;
            });
            threads.add(thread);
            Thread.ofPlatform().start(thread);
        }
        for (FutureTask<Void> thread : threads) {
            thread.get();
        }
        assertEquals(3, IntStream.range(0, 4).filter(i -> depot.pop() != null).count());
    }

    private void takeAndPutBack(AtomicIntegerArray owners) {
        Packet first = depot.pop();
        Packet second = depot.pop();
        for (Packet taken : new Packet[] {first, second}) {
            if (taken != null) {
                assertEquals(1, owners.incrementAndGet(taken.number), "two threads have the same chain");
            }
        }
        for (Packet taken : new Packet[] {first, second}) {
            if (taken != null) {
                owners.decrementAndGet(taken.number);
                depot.push(taken);
            }
        }
    }
}
