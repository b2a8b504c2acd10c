// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Packets that come before somebody takes them. */
class EarlyPacketsTest {
    private final PacketPool pool = new PacketPool(8L << 20);
    private final EarlyPackets early = new EarlyPackets(pool);
    private final List<Packet> taken = new ArrayList<>();

    @Test
    void theyWaitUpToABoundAndAreTakenInOrder() {
        early.await(3);
        List<Packet> packets = List.of(packet(), packet(), packet(), packet());
        assertEquals(
                List.of(true, true, true, false),
                packets.stream().map(early::add).toList());
        early.end(taken::add);
        assertFalse(early.isAwaiting());
        assertEquals(packets.subList(0, 3), taken);
        packets.forEach(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    @Test
    void thoseThatWaitAlreadyWaitOnWhenMoreMay() {
        early.await(1);
        List<Packet> packets = List.of(packet(), packet());
        assertTrue(early.add(packets.get(0)));
        early.await(2);
        assertTrue(early.add(packets.get(1)));
        early.end(taken::add);
        assertEquals(packets, taken);
        packets.forEach(Packet::release);
    }

    @Test
    void noneWaitsWhileTheSystemHasFew() {
        List<Packet> others = new ArrayList<>();
        while (!pool.scarce()) {
            others.add(packet());
        }
        early.await(1);
        Packet late = others.getLast();
        assertFalse(early.add(late));
        others.forEach(Packet::release);
        assertTrue(early.add(packet()));
        early.end(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    @Test
    void whoeverTakesThemMayHaveTheOthersWaitAgain() {
        early.await(2);
        early.add(packet());
        early.end(packet -> {
            early.await(1);
            assertTrue(early.add(packet));
        });
        assertTrue(early.isAwaiting());
        early.end(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    private Packet packet() {
        return Messages.packet(pool);
    }
}
