// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/** Network specification, section 7: each expected value is computed by hand from it. */
class MultiBitEcnTest {
    /** A slot as a flow begins with it. */
    private static final long SLOT = 1L << 24;

    private final MultiBitEcnPolicy policy = new MultiBitEcnPolicy();
    private final Controller controller = policy.open(CongestionState.SLOW_START, 0);

    /** {@return how long what follows these packets has to wait} */
    private long send(int packets, int bytes, long nowNs) {
        long waitNs = 0;
        for (int packet = 0; packet < packets; packet++) {
            waitNs = controller.onSend(bytes, nowNs);
        }
        return waitNs;
    }

    /** {@return the rate that a limit in a slot of 2<sup>shift</sup> ns stands for} */
    private static long rate(long limit, int shift) {
        return (long) Math.ceil(limit * 1e9 / (1L << shift));
    }

    private void assertRate(long limit, int shift) {
        assertEquals(rate(limit, shift), controller.state().limitBytesPerSecond());
    }

    // ---- 7.1: marking ----

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 15, 0",
        "0, 16, 1",
        "0, 1023, 63",
        "5, 32, 7",
        "3, 16, 3",
        "255, 16, 255",
        "128, 0, 128",
        "0, 4112, 1"
    })
    void aMarkIsTheOldOneOrASixteenthOfWhatWaits(int ecn, int queued, int marked) {
        assertEquals(marked, policy.mark(ecn, queued));
    }

    // ---- 7.2: the receiver ----

    @Test
    void theFirstMarkIsEchoedThenEveryEighthAndTheEndOnce() {
        int none = CongestionPolicy.NO_ECHO;
        int[][] table = { // mark, echo, level
            {0, none, 0},
            {3, 3, 3},
            {3, none, 6},
            {3, 9, 9},
            {3, none, 12},
            {3, none, 15},
            {3, none, 18},
            {3, none, 21},
            {3, none, 24},
            {3, none, 27},
            {3, none, 30},
            {3, 33, 33},
            {255, none, 287}, // 33 - 1 + 255
            {0, none, 71},
            {0, none, 17},
            {3, none, 20},
            {0, none, 5},
            {0, none, 1},
            {0, 0, 0},
            {0, none, 0},
            {7, 7, 7},
        };
        for (int row = 0; row < table.length; row++) {
            assertEquals(table[row][1], controller.onReceive(table[row][0]), "echo of row " + row);
            assertEquals(table[row][2], controller.state().received(), "level of row " + row);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "63", "255"})
    void aSteadyMarkIsEchoedSomeThirtyTwofold(int ecn) {
        IntStream.range(0, 2_000).forEach(packet -> controller.onReceive(ecn));
        int level = controller.state().received();
        assertTrue(level >= 32 * ecn && level < 32 * (ecn + 1), "level " + level);
    }

    @Test
    void theGreatestLevelThatIsTakenOverStaysWithinItsField() {
        Controller successor = policy.open(new CongestionState(1, 0, false, 0xFFFF), 0);
        IntStream.range(0, 2_000).forEach(packet -> successor.onReceive(255));
        assertTrue(successor.state().received() <= 32 * 256);
    }

    // ---- 7.3: the sender ----

    @Test
    void whatExceedsTheLimitWaitsForTheEndOfTheSlot() {
        send(32, 2_048, 0); // 65,536 bytes: the limit
        assertEquals(SLOT - 5, send(1, 1, 5));
        assertEquals(SLOT / 2, send(1, 2_048, SLOT / 2));
    }

    @Test
    void anEighthOfTheLimitGoesInEachEighthOfTheSlot() {
        assertEquals(0, send(4, 2_048, 0));
        assertEquals(SLOT / 8, send(1, 1, 0));
        assertEquals(0, send(1, 1, SLOT / 4));
        assertEquals(SLOT / 8, send(4, 2_048 * 2, SLOT / 4)); // three eighths, and two bytes
        assertEquals(SLOT / 4, send(4, 2_048, SLOT / 4));
    }

    @Test
    void theLimitGoesOnToHoldWhenTheClockWrapsAround() {
        Controller flow = policy.open(CongestionState.SLOW_START, Long.MAX_VALUE - 10 * SLOT);
        long nowNs = Long.MAX_VALUE - 10 * SLOT;
        for (int packet = 0; packet < 2_000; packet++) {
            flow.onEcho(8, nowNs);
            nowNs += Math.max(SLOT / 64, flow.onSend(2_048, nowNs));
        }
        assertTrue(nowNs < 0, "it wrapped around");
        assertTrue(flow.state().limitBytesPerSecond() < 4_000_000, flow.state().toString());
    }

    @Test
    void aPacketWhoseTimeWasReadBeforeTheFlowWasOpenedDoesNotWait() {
        Controller flow = policy.open(CongestionState.SLOW_START, 1_000_000);
        assertEquals(0, flow.onSend(100, 900_000));
    }

    @Test
    void slowStartDoublesALimitThatWasMet() {
        send(33, 2_048, 0);
        assertEquals(0, send(1, 2_048, SLOT)); // 34 packets, 69,632 bytes
        assertRate(131_072, 24);
        send(33, 2_048, SLOT + 1); // with that of the last slot's end, 67,584 bytes: less than the limit
        send(1, 2_048, 2 * SLOT);
        assertRate(131_072, 24);
        assertTrue(controller.state().slowStart());
    }

    @Test
    void anEchoTakesItsShareOfTheLimitInEachSlot() {
        send(33, 2_048, 0);
        send(1, 2_048, SLOT); // 131,072
        controller.onEcho(1_024, SLOT);
        send(10, 100, SLOT);
        send(1, 100, 2 * SLOT); // less 131,072 * 1,024 / 8,192
        assertRate(114_688, 24);
        assertEquals(new CongestionState(rate(114_688, 24), 1_024, false, 0), controller.state());
        send(10, 100, 2 * SLOT);
        send(1, 100, 3 * SLOT); // less 114,688 * 1,024 / 8,192
        assertRate(100_352, 24);
    }

    @Test
    void withoutCongestionTheLimitIsWhatWasSentAndAnIncrease() {
        controller.onEcho(0, 0);
        send(10, 1_000, 0);
        send(1, 1_000, SLOT);
        assertRate(11_000 + 1_494, 24); // 110 times the root of the 656 kB/s, for 16.8 ms
    }

    @Test
    void aFastFlowGrowsByTheIncreaseOfTheSpecification() {
        controller.onEcho(0, 0);
        send(64, 1_000_000, 0);
        send(1, 1_000_000, SLOT); // 65 packets: the next slot is half as long
        assertRate((65_000_000 + 65_536) / 2, 23);
    }

    @Test
    void anEchoIsForgottenAfterThirtyTwoPackets() {
        controller.onEcho(1_024, 0);
        send(31, 100, 0);
        assertEquals(1_024, controller.state().echoed());
        send(1, 100, SLOT); // the thirty-second
        assertRate(65_536 - 8_192, 24);
        send(1, 100, SLOT);
        assertEquals(0, controller.state().echoed());
        send(8, 100, SLOT);
        send(1, 100, 2 * SLOT);
        assertRate(1_000 + 450, 24);
    }

    @Test
    void slotsGetLongerUntilEightPacketsAreInOne() {
        // slot 9 is in slot 1 of those eight times as long; one packet in the last
        assertEquals(0, send(1, 100, 9 * SLOT));
        assertRate(65_536 * 8, 27);
        assertEquals(6 * SLOT, send(1, 65_536 * 8, 9 * SLOT)); // the limit: until its last eighth
        assertEquals(7 * SLOT, send(1, 1, 9 * SLOT));
    }

    @Test
    void atTheBeginOfALongerSlotTheWindowGoesOn() {
        // slot 5 is in slot 0 of those eight times as long: the window ends with slot 1, and 600,000 bytes are sent in
        // it
        assertEquals(7 * SLOT, send(1, 600_000, 5 * SLOT)); // four eighths of that window's limit
        assertRate(2 * 65_536 * 8, 27); // doubled, and in a longer slot
        assertEquals(11 * SLOT, send(1, 448_577, 5 * SLOT)); // a byte more than the limit
    }

    @Test
    void twoPacketsInASlotMakeItFourTimesAsLong() {
        send(1, 100, 0);
        send(1, 100, 5 * SLOT); // slot 1 of those four times as long
        assertRate(65_536 * 4, 26);
        send(1, 65_536 * 4, 5 * SLOT);
        assertEquals(3 * SLOT, send(1, 1, 5 * SLOT));
    }

    @Test
    void slotsGetShorterUntilSixtyFourPacketsAreInOne() {
        send(129, 100, 0);
        send(1, 100, SLOT); // 130 packets: a quarter still has 32, a half 65
        assertRate(65_536 / 4, 22);
        send(1, 65_536 / 4, SLOT);
        assertEquals(SLOT / 4, send(1, 1, SLOT));
    }

    @Test
    void sixtyFourPacketsInASlotLeaveItAsItIs() {
        send(63, 100, 0);
        send(1, 100, SLOT);
        send(1, 65_536, SLOT);
        assertEquals(SLOT, send(1, 1, SLOT));
    }

    @Test
    void noWaitIsLongerThanASecond() {
        send(1, 100, 9 * SLOT); // slot 1 of 8 * SLOT
        send(1, 100, 9 * 8 * SLOT); // slot 1 of 64 * SLOT
        send(1, 100, 9 * 64 * SLOT); // slot 1 of 512 * SLOT, 8.6 s
        assertEquals(0, send(1, 100, 9 * 64 * SLOT));
        assertEquals(1_000_000_000, send(1, 65_536 * 512, 9 * 64 * SLOT));
    }

    // ---- beyond the specification ----

    @Test
    void slotsStayBetweenOneMillisecondAndEightSeconds() {
        send(2_000_000, 100, 0);
        send(1, 100, SLOT); // as if 2^9 times as short
        send(1, 1_000_000_000, SLOT);
        assertEquals(1L << 20, send(1, 1, SLOT));
        long nowNs = SLOT;
        for (int packet = 0; packet < 20; packet++) {
            nowNs += 1L << 40;
            send(1, 100, nowNs);
        }
        assertTrue(controller.state().limitBytesPerSecond() > 0);
        send(9, 1_000_000_000, nowNs);
        assertEquals(0, send(1, 1, nowNs + (1L << 33))); // the window is over with its slot
    }

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 2_000 : 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverThePeerEchoesTheFlowGoesOnAndRecovers(long seed) {
        Random random = new Random(seed);
        long nowNs = random.nextLong() >> 2;
        Controller flow = policy.open(new CongestionState(random.nextLong(1, Long.MAX_VALUE), 0, true, 0), nowNs);
        for (int packet = 0; packet < 20_000; packet++) {
            if (random.nextInt(10) == 0) {
                flow.onEcho(random.nextInt(0x1_0000), nowNs);
            }
            long waitNs = flow.onSend(1 + random.nextInt(9_000), nowNs);
            assertTrue(waitNs >= 0 && waitNs <= 1_000_000_000, "waits for " + waitNs + " ns");
            nowNs += waitNs + (random.nextInt(100) == 0 ? random.nextLong(1L << 40) : random.nextLong(1L << 20));
            flow.state(); // which is checked where it is made
        }
        for (int packet = 0; packet < 2_000; packet++) {
            nowNs += 100_000 + flow.onSend(1_000, nowNs);
        }
        assertTrue(flow.state().limitBytesPerSecond() > 3_000_000, flow.state().toString());
    }

    @ParameterizedTest
    @CsvSource({"1, 1.1", "4, 1.1", "8, 1.1", "1, 1.5", "4, 1.5", "1, 4", "2, 4"})
    void flowsThatWantMoreThanTheirLinkHasShareItAndLoseNothing(int flows, double load) {
        SharedLink link = new SharedLink(policy, flows, load);
        link.run(15);
        assertEquals(0, link.dropped());
        assertTrue(link.used() > 0.9, "used " + link.used());
        assertTrue(link.least() > 0.9, "the least has " + link.least());
    }

    // ---- swap ----

    @Test
    void aSuccessorGoesOnAtTheRateAndTheLevelsOfItsPredecessor() {
        send(33, 2_048, 0);
        send(1, 2_048, SLOT);
        controller.onEcho(1_024, SLOT);
        send(10, 100, SLOT);
        send(1, 100, 2 * SLOT);
        controller.onReceive(40);
        CongestionState state = controller.state();
        Controller successor = policy.open(state, 2 * SLOT);
        assertEquals(state.echoed(), successor.state().echoed());
        assertEquals(state.received(), successor.state().received());
        assertEquals(false, successor.state().slowStart());
        assertEquals(state.limitBytesPerSecond(), successor.state().limitBytesPerSecond());
        assertEquals(CongestionPolicy.NO_ECHO, successor.onReceive(1));
        assertEquals(
                SLOT,
                IntStream.range(0, 8)
                        .mapToLong(i -> successor.onSend(114_688 / 7, 2 * SLOT))
                        .max()
                        .orElseThrow());
    }

    @Test
    void aNewFlowBeginsWithTheLimitOfTheSpecification() {
        assertEquals(CongestionState.SLOW_START, controller.state());
        assertEquals(CongestionPolicy.Base.MULTI_BIT_ECN, policy.base());
    }

    @Test
    void sendingReceivingAndMarkingAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        pass();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        long sum = pass();
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertTrue(sum != 0);
    }

    private long pass() {
        long sum = 0;
        for (int packet = 0; packet < 20_000; packet++) {
            sum += policy.mark(0, packet & 0x3FF);
            sum += controller.onReceive(packet & 0xFF);
            controller.onEcho(packet & 0xFFF, packet * 1_000L);
            sum += controller.onSend(1_000, packet * 1_000L);
        }
        return sum;
    }
}
