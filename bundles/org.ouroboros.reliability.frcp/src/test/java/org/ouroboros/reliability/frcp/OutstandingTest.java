// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.ouroboros.packet.PacketPool;

/** When packets were sent. */
class OutstandingTest {
    private static final int NUMBER = 7;

    private final PacketPool pool = new PacketPool(0);

    @Test
    void aPacketThatIsSentAgainBeforeTheClockIsReadWasNotSentOnce() {
        Outstanding kept = new Outstanding(4, 4);
        kept.put(NUMBER, requireNonNull(pool.take()), FrcpFormat.DATA, 1_000);
        assertTrue(kept.sentOnce(NUMBER));
        kept.sentAgain(NUMBER, 1_000);
        assertFalse(kept.sentOnce(NUMBER));
        kept.sentAgain(NUMBER, 3_000);
        assertEquals(3_000, kept.latestNs(NUMBER));
        kept.clear();
        assertEquals(0, pool.outstanding());
    }
}
