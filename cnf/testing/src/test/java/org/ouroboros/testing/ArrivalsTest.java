// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is counted of packets with numbers. */
class ArrivalsTest {
    private static final long FIRST = 100;

    private final Arrivals arrivals = new Arrivals(FIRST);
    private long nowNs;

    private void arrive(long... numbers) {
        for (long number : numbers) {
            nowNs += 10;
            arrivals.take(number, nowNs);
        }
    }

    @Test
    void packetsInOrderAreNeitherLostNorDuplicatedNorReordered() {
        arrive(100, 101, 102, 103);
        assertEquals(new Passage(4, 0, 0, 0, 10), arrivals.passage(4));
    }

    @Test
    void whatDoesNotArriveIsLostAndNotReordered() {
        arrive(101, 103);
        assertEquals(new Passage(5, 3, 0, 0, 10), arrivals.passage(5));
    }

    @Test
    void whatArrivesBehindALaterOneIsReordered() {
        arrive(100, 102, 101, 103);
        assertEquals(new Passage(4, 0, 0, 1, 10), arrivals.passage(4));
    }

    @Test
    void whatArrivesOnceMoreIsDuplicatedAndNothingElse() {
        arrive(100, 101, 100, 101, 102);
        assertEquals(new Passage(3, 0, 2, 0, 10), arrivals.passage(3));
    }

    @Test
    void packetsOfAnEarlierCountAreNotCounted() {
        arrive(99, 100, 98);
        assertEquals(new Passage(1, 0, 0, 0, 0), arrivals.passage(1));
    }

    @Test
    void theGapOfSeveralFlowsIsTheLongestOfAny() {
        arrive(100);
        nowNs += 500;
        arrive(101);
        Passage other = new Passage(7, 1, 2, 3, 40);
        assertEquals(new Passage(9, 1, 2, 3, 510), arrivals.passage(2).and(other));
    }
}
