// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequence numbers and windows around the places where they wrap. */
class SequenceTest {
    private static final int LOW_24 = 0xFF_FFFF;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0xFF_FFFF, 0x100_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFFFF_FF00})
    void aWindowIsTheEdgeThatIsNearest(int edge) {
        for (int ahead : new int[] {1, 2, 255, 256, 4_096, 1 << 16}) {
            assertEquals(edge + ahead, Sequence.edge(edge, (edge + ahead) & LOW_24));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 0xFF_FFFF, 0x100_0000, 0x8000_0000, 0xFFFF_FFFF})
    void whatLiesBackOrTooFarAheadIsNoWindow(int edge) {
        for (int ahead : new int[] {0, -1, -256, (1 << 16) + 1, 1 << 23}) {
            assertEquals(edge, Sequence.edge(edge, (edge + ahead) & LOW_24));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF})
    void orderIsThatOfTheShorterWay(int number) {
        assertTrue(Sequence.before(number, number + 1));
        assertTrue(Sequence.before(number, number + Integer.MAX_VALUE));
        assertFalse(Sequence.before(number, number));
        assertFalse(Sequence.before(number, number - 1));
        assertEquals(number + 1, Sequence.later(number, number + 1));
        assertEquals(number, Sequence.later(number, number - 1));
    }

    @Test
    void onlyWhatIsUnderWayCanBeAcknowledged() {
        SendWindow window = new SendWindow(-2);
        for (int i = 0; i < 5; i++) {
            window.next();
        }
        assertFalse(window.covers(-2));
        assertFalse(window.covers(-3));
        assertTrue(window.covers(-1));
        assertTrue(window.covers(3));
        assertFalse(window.covers(4));
    }
}
