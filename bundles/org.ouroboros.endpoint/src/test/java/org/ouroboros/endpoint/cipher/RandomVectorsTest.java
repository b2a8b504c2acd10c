// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** What the vectors of a flow leave behind. */
class RandomVectorsTest {
    private static final int VECTOR_BYTES = 12;

    private final RandomVectors vectors = new RandomVectors(new SimulatedLoop(7), VECTOR_BYTES);

    @Test
    void nothingOfTheStreamIsLeftOnceItIsClosed() {
        vectors.draw();
        byte[] drawn = vectors.bytes();
        byte[] nothing = new byte[drawn.length];
        assertFalse(Arrays.equals(nothing, drawn));
        vectors.close();
        vectors.close();
        assertArrayEquals(nothing, drawn);
        IllegalStateException refused = assertThrows(IllegalStateException.class, vectors::draw);
        assertEquals("no vectors are drawn once they are closed", refused.getMessage());
        assertArrayEquals(nothing, drawn);
    }
}
