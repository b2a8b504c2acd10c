// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.PacketPool;

/** How often a loop gives its core away to a reader that is behind. */
class CourtesyTest {
    private static final int MOST = 8;

    private final PacketPool pool = new PacketPool(1);
    private final Pipe pipe = new Pipe(16);
    private long nowNs = 7;
    private int yields;
    private Runnable others = () -> {}; // what runs when the core is given away
    private final Courtesy courtesy = new Courtesy(pipe, () -> nowNs, () -> {
        yields++;
        others.run();
    });

    @AfterEach
    void everyPacketIsBack() {
        pipe.closeProducer();
        pipe.closeConsumer();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void aReaderThatIsNotBehindIsNotWaitedFor() {
        put(8);
        assertYields(0);
    }

    @Test
    void aReaderThatIsBehindIsLetReadUntilItIsNot() {
        put(12);
        others = () -> take(1);
        assertYields(4);
    }

    @Test
    void theLoopGoesOnWhenNobodyWantsTheCore() {
        put(12);
        assertYields(MOST);
    }

    @Test
    void aReaderThatTakesNothingIsNotWaitedForAgainUntilItDoes() {
        put(12);
        assertYields(MOST);
        assertYields(0);
        take(1);
        assertYields(MOST);
    }

    @Test
    void aReaderThatCaughtUpIsWaitedForAgain() {
        put(12);
        assertYields(MOST);
        take(12);
        assertYields(0);
        put(12);
        assertYields(MOST);
    }

    @Test
    void theCoreIsGivenAwayForLongerThanAMomentOnce() {
        put(12);
        others = () -> nowNs += 3_000_000;
        assertYields(1);
    }

    private void assertYields(int expected) {
        yields = 0;
        courtesy.letRead();
        assertEquals(expected, yields);
    }

    private void put(int packets) {
        for (int i = 0; i < packets; i++) {
            pipe.hasRoom(false);
            pipe.put(Objects.requireNonNull(pool.take()));
        }
    }

    private void take(int packets) {
        for (int i = 0; i < packets; i++) {
            Objects.requireNonNull(pipe.take(false)).release();
        }
    }
}
