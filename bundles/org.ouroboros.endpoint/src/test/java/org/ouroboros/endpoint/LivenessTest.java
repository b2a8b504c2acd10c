// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** The silence of a peer ends a flow when it has lasted long enough, and a silent end says that it is there. */
class LivenessTest {
    private static final int LIMIT_MS = 4_000;
    private static final Duration OFTEN = Duration.ofMillis(LIMIT_MS / 10);

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final EndOfFlow end = new EndOfFlow();
    private final Liveness liveness = new Liveness(loop, end, LIMIT_MS);

    private static final class EndOfFlow implements Liveness.End {
        private int signs;
        private boolean outOfPackets;
        private boolean peerSilent;

        @Override
        public boolean sendSignOfLife() {
            signs += outOfPackets ? 0 : 1;
            return !outOfPackets;
        }

        @Override
        public void peerSilent() {
            peerSilent = true;
        }
    }

    private void begin() {
        liveness.begin();
        liveness.watch();
    }

    /** Runs so often for a while, with something done in between, and hears of the peer or not. */
    private void run(int times, boolean hears, Runnable between) {
        for (int i = 0; i < times && !end.peerSilent; i++) {
            loop.runFor(OFTEN);
            if (hears) {
                liveness.heard();
            }
            between.run();
        }
    }

    @Test
    void aSilentEndSaysFourTimesWithinTheLimitThatItIsThere() {
        begin();
        run(100, true, () -> {});
        assertEquals(40, end.signs);
        liveness.stop();
    }

    @Test
    void anEndThatSendsNeedNotSayThatItIsThere() {
        begin();
        run(100, true, liveness::sent);
        assertEquals(0, end.signs);
        liveness.stop();
    }

    @Test
    void signsOfLifeGoOutInTimeHoweverOftenItBeginsToWatchAnew() {
        begin();
        run(100, true, liveness::watch);
        assertEquals(40, end.signs);
        liveness.stop();
    }

    @Test
    void aSilentPeerIsNoticedInTimeHoweverOftenItBeginsToWatchAnew() {
        begin();
        run(10, false, liveness::watch);
        loop.runFor(Duration.ofMillis(1));
        assertTrue(end.peerSilent);
    }

    @Test
    void signsOfLifeWaitForPackets() {
        begin();
        end.outOfPackets = true;
        run(5, true, () -> {});
        assertEquals(0, end.signs);
        end.outOfPackets = false;
        loop.runFor(Duration.ofMillis(LIMIT_MS / 64 + 1));
        assertEquals(1, end.signs);
        liveness.stop();
    }

    @Test
    void theTimeForWhichItIsHeldDoesNotCountHoweverOftenThatIs() {
        begin();
        for (int i = 0; i < 9; i++) { // 400 ms of silence each, between holds
            loop.runFor(OFTEN);
            liveness.hold();
            liveness.hold();
            loop.runFor(Duration.ofSeconds(100));
            liveness.goOn();
            liveness.goOn();
        }
        assertFalse(end.peerSilent);
        loop.runFor(OFTEN.plusMillis(1));
        assertTrue(end.peerSilent);
    }

    @Test
    void whatIsHeardWhileItIsHeldCounts() {
        begin();
        run(9, false, () -> {});
        liveness.hold();
        loop.runFor(Duration.ofSeconds(100));
        liveness.heard();
        liveness.goOn();
        run(9, false, () -> {});
        assertFalse(end.peerSilent);
        run(2, false, () -> {});
        assertTrue(end.peerSilent);
    }

    @Test
    void watchingEndsAHold() {
        begin();
        liveness.hold();
        loop.runFor(Duration.ofSeconds(1));
        liveness.watch();
        loop.runFor(Duration.ofMillis(LIMIT_MS));
        assertTrue(end.peerSilent);
    }
}
