// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The arithmetic of the end-to-end specification, section 2.8. */
class RttEstimatorTest {
    private final RttEstimator rtt = new RttEstimator();

    @Test
    void beforeTheFirstSampleASecondIsWaited() {
        assertEquals(1_000_000_000, rtt.rtoNs());
        assertEquals(0, rtt.srttNs());
    }

    @Test
    void theFirstSampleIsTaken() {
        rtt.sample(8_000_000);
        assertEquals(8_000_000, rtt.srttNs());
        assertEquals(4_000_000, rtt.mdevNs());
        assertEquals(24_000_000, rtt.rtoNs());
    }

    @Test
    void furtherSamplesAreSmoothed() {
        rtt.sample(8_000_000);
        rtt.sample(16_000_000);
        assertEquals(9_000_000, rtt.srttNs());
        assertEquals(5_000_000, rtt.mdevNs());
        rtt.sample(9_000_000);
        assertEquals(9_000_000, rtt.srttNs());
        assertEquals(5_000_000 - ((5_000_000 >> 2) >> 3), rtt.mdevNs(), "what calms down is believed slowly");
    }

    @Test
    void nothingFallsBelowItsFloor() {
        for (int i = 0; i < 1_000; i++) {
            rtt.sample(10);
        }
        assertEquals(1_000, rtt.srttNs());
        assertEquals(250_000, rtt.rtoNs());
        assertEquals(10, rtt.shortestNs());
    }
}
