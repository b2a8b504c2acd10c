// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ouroboros.app.ArrivalWindow.Arrival.DUPLICATE;
import static org.ouroboros.app.ArrivalWindow.Arrival.IN_ORDER;
import static org.ouroboros.app.ArrivalWindow.Arrival.OUT_OF_ORDER;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ouroboros.app.ArrivalWindow.Arrival;

class ArrivalWindowTest {
    private final ArrivalWindow window = new ArrivalWindow();

    @Test
    void everyNumberCountsOnce() {
        assertEquals(IN_ORDER, window.add(0));
        assertEquals(DUPLICATE, window.add(0));
        assertEquals(IN_ORDER, window.add(3));
        assertEquals(OUT_OF_ORDER, window.add(1));
        assertEquals(DUPLICATE, window.add(1));
        assertEquals(OUT_OF_ORDER, window.add(2));
        assertEquals(4, window.next());
    }

    @Test
    void numbersBelowZeroAreNotExpected() {
        assertEquals(DUPLICATE, window.add(-1));
    }

    @Test
    void whatLeftTheWindowCountsAsADuplicate() {
        window.add(0);
        window.add(ArrivalWindow.SIZE);
        assertEquals(DUPLICATE, window.add(0));
        assertEquals(OUT_OF_ORDER, window.add(1));
    }

    @Test
    void aJumpPastTheWindowForgetsAll() {
        for (int number = 0; number < ArrivalWindow.SIZE; number++) {
            window.add(number);
        }
        assertEquals(IN_ORDER, window.add(5L * ArrivalWindow.SIZE));
        assertEquals(OUT_OF_ORDER, window.add(4L * ArrivalWindow.SIZE + 1));
    }

    @Test
    void itAgreesWithASetThatForgetsNothing() {
        SplittableRandom random = new SplittableRandom(1);
        Set<Long> seen = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 200_000; i++) {
            long number = Math.max(0, highest + random.nextInt(-ArrivalWindow.SIZE + 1, 3_000));
            Arrival expected = DUPLICATE;
            if (seen.add(number)) {
                expected = number > highest ? IN_ORDER : OUT_OF_ORDER;
            }
            assertEquals(expected, window.add(number), () -> "number " + number);
            highest = Math.max(highest, number);
        }
    }
}
