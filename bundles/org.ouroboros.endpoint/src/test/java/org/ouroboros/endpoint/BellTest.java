// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** What wakes the loop's side of a flow. */
class BellTest {
    private final SimulatedLoop loop = new SimulatedLoop(1);
    private int runs;
    private final Bell bell = new Bell(loop, () -> runs++, true);

    private int runs() {
        loop.runFor(Duration.ZERO);
        return runs;
    }

    @Test
    void aTaskThatSleepsIsWokenOnceHoweverOftenItRings() {
        bell.ring();
        bell.ring();
        assertEquals(1, runs());
        bell.ring(); // it has not gone to sleep again
        assertEquals(1, runs());
    }

    @Test
    void aTaskSleepsWhenThereIsNothingToDo() {
        bell.ring();
        runs();
        assertTrue(bell.sleepUnless(() -> false));
        bell.ring();
        assertEquals(2, runs());
    }

    @Test
    void workThatCameWhileTheTaskLayDownKeepsItAwake() {
        bell.ring();
        runs();
        assertFalse(bell.sleepUnless(() -> true));
        assertFalse(bell.sleeps());
        bell.ring();
        assertEquals(1, runs());
    }

    @Test
    void whoRangWhileTheTaskLayDownHasWokenIt() {
        bell.ring();
        runs();
        assertTrue(bell.sleepUnless(() -> {
            bell.ring();
            return true;
        }));
        assertEquals(2, runs());
    }

    @Test
    void aTaskThatIsRousedIsRunByWhoRousedIt() {
        assertTrue(bell.rouse());
        assertFalse(bell.rouse());
        bell.ring();
        assertEquals(0, runs());
        bell.sleep();
        bell.ring();
        assertEquals(1, runs());
    }
}
