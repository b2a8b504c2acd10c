// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PacketPoolTest {
    private static final int CHUNK_BYTES = 256 * PacketPool.SLOT_BYTES;

    @Test
    void theLimitIsWholeChunksAndAtLeastOne() {
        assertEquals(256, new PacketPool(0).limit());
        assertEquals(256, new PacketPool(2L * CHUNK_BYTES - 1).limit());
        assertEquals(768, new PacketPool(3L * CHUNK_BYTES).limit());
    }

    @Test
    void packetsAreScarceWhenLessThanAQuarterIsLeft() {
        PacketPool pool = new PacketPool(4L * CHUNK_BYTES);
        List<Packet> taken = new ArrayList<>();
        while (taken.size() < 768) {
            taken.add(requireNonNull(pool.take()));
        }
        assertFalse(pool.scarce());
        taken.add(requireNonNull(pool.take()));
        assertTrue(pool.scarce());
        taken.removeLast().release();
        assertFalse(pool.scarce());
        taken.forEach(Packet::release);
    }

    @Test
    void packetsThatAreReleasedTogetherAreThoseOfTheFront() {
        PacketPool pool = new PacketPool(CHUNK_BYTES);
        @Nullable Packet[] packets = new Packet[64];
        Arrays.setAll(packets, i -> pool.take());
        Packet last = requireNonNull(packets[63]);
        Packet first = requireNonNull(packets[0]);

        pool.release(packets, 63);

        assertEquals(1, pool.outstanding());
        assertNull(packets[0]);
        assertSame(last, packets[63]);
        assertThrows(IllegalStateException.class, first::release);
        last.release();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void packetsThatAreTakenTogetherAreAsManyAsThereAre() {
        PacketPool pool = new PacketPool(CHUNK_BYTES);
        @Nullable Packet[] packets = new Packet[200];

        assertEquals(200, pool.take(packets, 200));
        @Nullable Packet[] more = new Packet[200];
        assertEquals(56, pool.take(more, 200));

        assertEquals(pool.limit(), pool.outstanding());
        assertNull(more[56]);
        Set<Packet> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        Stream.of(packets, more).flatMap(Stream::of).filter(Objects::nonNull).forEach(taken::add);
        assertEquals(pool.limit(), taken.size());
        taken.forEach(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    @Test
    void aPoolThatWasLargeOnceUsesFewPacketsAgainAndAgain() {
        PacketPool pool = new PacketPool(16L * CHUNK_BYTES);
        @Nullable Packet[] all = new Packet[4_096];
        Arrays.setAll(all, i -> pool.take());
        pool.release(all, all.length);
        Set<Packet> used = Collections.newSetFromMap(new IdentityHashMap<>());
        @Nullable Packet[] few = new Packet[200];
        for (int round = 0; round < 100; round++) {
            Arrays.setAll(few, i -> pool.take());
            used.addAll(List.of(few));
            pool.release(few, few.length);
        }
        assertTrue(used.size() <= 200 + 3 * Pocket.CHAIN, used.size() + " packets are used for 200");
    }

    @Test
    void packetsAreDistinctUpToTheLimitAndRefusedBeyondIt() {
        PacketPool pool = new PacketPool(2 * CHUNK_BYTES);
        Set<Packet> taken = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < pool.limit(); i++) {
            assertEquals(i, pool.outstanding());
            assertTrue(taken.add(requireNonNull(pool.take())));
        }
        assertEquals(0, pool.refused());
        assertNull(pool.take());
        assertNull(pool.take());
        assertEquals(2, pool.refused());
        assertEquals(pool.limit(), pool.outstanding());
        assertSlotsDoNotOverlap(taken);

        Packet back = taken.iterator().next();
        back.release();
        assertTrue(taken.contains(pool.take()), "a slot is used again");
        taken.forEach(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    private static void assertSlotsDoNotOverlap(Set<Packet> packets) {
        List<Long> addresses = packets.stream()
                .map(packet -> packet.segment().address() + packet.offset() - packet.headroom())
                .sorted()
                .toList();
        for (int i = 1; i < addresses.size(); i++) {
            assertTrue(addresses.get(i) - addresses.get(i - 1) >= PacketPool.SLOT_BYTES);
        }
    }

    @Test
    void aPacketTakenAgainIsEmptyWithFullHeadroom() {
        PacketPool pool = new PacketPool(1);
        for (int i = 0; i < 2 * pool.limit(); i++) {
            Packet packet = requireNonNull(pool.take());
            assertEquals(0, packet.length());
            assertEquals(PacketPool.HEADROOM, packet.headroom());
            packet.append(100);
            packet.pushHeader(20);
            packet.release();
        }
        assertEquals(0, pool.outstanding());
    }

    @Test
    void releasingTwiceThrowsAndGivesNothingBack() {
        PacketPool pool = new PacketPool(1);
        Packet kept = requireNonNull(pool.take());
        Packet packet = requireNonNull(pool.take());
        packet.release();
        assertThrows(IllegalStateException.class, packet::release);
        assertEquals(1, pool.outstanding());
        kept.release();
        assertEquals(0, pool.outstanding());
    }

    /** Threads hold, stamp, check, pass on and release more packets than there are. */
    @Test
    void aPacketHasOneOwnerAtATimeWhicheverThreadsTakeAndRelease() throws Exception {
        PacketPool pool = new PacketPool(1);
        ConcurrentLinkedQueue<Packet> passedOn = new ConcurrentLinkedQueue<>();
        List<FutureTask<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Void> thread = new FutureTask<>(holder(pool, passedOn, i));
            threads.add(thread);
            Thread.ofPlatform().start(thread);
        }
        for (FutureTask<Void> thread : threads) {
            thread.get();
        }
        passedOn.forEach(Packet::release);
        assertEquals(0, pool.outstanding());
        assertTrue(pool.refused() > 0, "more was asked for than there is");
    }

    private static Callable<Void> holder(PacketPool pool, ConcurrentLinkedQueue<Packet> passedOn, long seed) {
        return () -> {
            SplittableRandom random = new SplittableRandom(seed);
            Deque<Packet> held = new ArrayDeque<>();
            for (int step = 0; step < (Boolean.getBoolean("ouroboros.soak") ? 5_000_000 : 50_000); step++) {
                Packet packet = random.nextInt(8) == 0 ? passedOn.poll() : pool.take();
                if (packet != null && held.size() < 100) {
                    packet.segment().set(JAVA_LONG, packet.offset(), seed);
                    held.add(packet);
                } else if (packet != null) {
                    passedOn.add(packet);
                }
                if (!held.isEmpty() && random.nextInt(100) < held.size()) {
                    Packet oldest = held.remove();
                    assertEquals(
                            seed, oldest.segment().get(JAVA_LONG, oldest.offset()), "somebody else wrote to my packet");
                    oldest.release();
                }
            }
            held.forEach(Packet::release);
            return null;
        };
    }

    @Test
    void whatIsOutstandingIsNeverNegativeWhileThePoolGrows() throws InterruptedException {
        PacketPool pool = new PacketPool(64 << 20);
        Thread taker = Thread.ofPlatform().start(() -> {
            while (pool.take() != null) {
                Thread.onSpinWait();
            }
        });
        int least = 0;
        while (taker.isAlive()) {
            least = Math.min(least, pool.outstanding());
        }
        taker.join();
        assertEquals(0, least);
        assertEquals(pool.limit(), pool.outstanding());
    }

    @Test
    void aThreadThatReleasesAPacketTakesTheSameOneNext() {
        PacketPool pool = new PacketPool(1);
        Packet first = requireNonNull(pool.take());
        Packet second = requireNonNull(pool.take());
        second.release();
        first.release();
        assertSame(first, pool.take());
        assertSame(second, pool.take());
    }

    @Test
    void whatOthersHaveReleasedIsTakenToTheLastPacket() throws InterruptedException {
        PacketPool pool = new PacketPool(1);
        List<Packet> taken = new ArrayList<>();
        while (taken.size() < pool.limit()) {
            taken.add(requireNonNull(pool.take()));
        }
        for (int i = 0; i < 100; i++) {
            Thread.ofPlatform().start(taken.removeLast()::release).join();
        }
        for (int i = 0; i < 100; i++) {
            taken.add(requireNonNull(pool.take()));
        }
        assertNull(pool.take());
        taken.forEach(Packet::release);
        assertEquals(0, pool.outstanding());
    }

    @Test
    void takingAndReleasingAllocatesNothing() {
        PacketPool pool = new PacketPool(1);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int count = 100_000;
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < count; i++) {
                requireNonNull(pool.take()).release();
            }
            allocated = Math.min(allocated, thread.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(allocated < count, allocated + " bytes for " + count + " packets");
        assertFalse(pool.outstanding() > 0);
    }
}
