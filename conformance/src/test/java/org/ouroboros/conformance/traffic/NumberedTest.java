// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.conformance.check.Broken;

/** Whoever wrote a policy that brings something else than was sent is told what came. */
class NumberedTest {
    private static final long LATEST = 100;

    private static ByteBuffer message(long number) {
        return Numbered.write(ByteBuffer.allocate(Numbered.BYTES), number);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, LATEST})
    void whatWasSentHasItsNumber(long number) {
        assertEquals(number, Numbered.read(message(number), LATEST));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 63, 65})
    void aMessageOfAnotherLengthIsNone(int bytes) {
        Broken broken = assertThrows(Broken.class, () -> Numbered.read(ByteBuffer.allocate(bytes), LATEST));
        assertEquals("delivers a message of " + bytes + " bytes where each has 64", broken.getMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {LATEST + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aNumberThatWasNotSentIsNone(long number) {
        Broken broken = assertThrows(Broken.class, () -> Numbered.read(message(number), LATEST));
        assertEquals("delivers a message with the number " + number + " where the latest is 100", broken.getMessage());
    }

    @Test
    void aMessageIsReadFromWhereItBegins() {
        ByteBuffer room = ByteBuffer.allocate(8 + Numbered.BYTES).putLong(5);
        room.putLong(8, 6);
        assertEquals(6, Numbered.read(room, LATEST));
    }
}
