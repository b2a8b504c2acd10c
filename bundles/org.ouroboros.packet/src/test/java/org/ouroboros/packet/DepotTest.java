// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Chains that threads share. */
class DepotTest {
    private static final int CHAINS = 64;

    private final Depot depot = new Depot(CHAINS);
    private final List<Packet> chains = new ArrayList<>();

    DepotTest() {
        PacketPool pool = new PacketPool(0);
        MemorySegment memory = MemorySegment.ofArray(new byte[1]);
        for (int number = 1; number <= CHAINS; number++) {
            Packet chain = new Packet(pool, number, memory);
            depot.enter(chain);
            chains.add(chain);
        }
    }

    @Test
    void theChainThatWasGivenLastIsTakenFirst() {
        assertTrue(depot.isEmpty());
        assertNull(depot.take());
        chains.forEach(depot::give);
        assertFalse(depot.isEmpty());
        for (Packet chain : chains.reversed()) {
            assertSame(chain, depot.take());
        }
        assertNull(depot.take());
    }

    @Test
    void threadsThatTradeChainsLoseNoneAndShareNone() throws Exception {
        chains.forEach(depot::give);
        List<FutureTask<Integer>> traders = new ArrayList<>();
        for (int seed = 1; seed <= 4; seed++) {
            int most = seed; // that one holds at a time
            FutureTask<Integer> trader = new FutureTask<>(() -> trade(most));
            traders.add(trader);
            Thread.ofPlatform().start(trader);
        }
        for (FutureTask<Integer> trader : traders) {
            assertEquals(0, trader.get(), "chains that another thread held as well");
        }
        Set<Packet> left = new HashSet<>();
        for (Packet chain = depot.take(); chain != null; chain = depot.take()) {
            assertTrue(left.add(chain));
        }
        assertEquals(CHAINS, left.size());
    }

    /** {@return how often a chain was somebody else's, who wrote to it} */
    private int trade(int most) {
        int shared = 0;
        Packet[] held = new Packet[most];
        for (int round = 0; round < 200_000; round++) {
            for (int i = 0; i < most; i++) {
                held[i] = requireNonNull(depot.take());
                held[i].next = held[0];
            }
            for (int i = 0; i < most; i++) {
                shared += held[i].next == held[0] ? 0 : 1;
                depot.give(held[i]);
            }
        }
        return shared;
    }
}
