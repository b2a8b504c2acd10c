// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Functions are those for the instructions that a processor has. */
class InstructionsTest {
    private static final long EVERYTHING = 0x7FFFF;
    private static final long SSE = 0x1F;
    private static final long AVX2 = SSE | 1 << 5 | 1 << 6 | 1 << 18;
    private static final long AVX512 = AVX2 | 0x1F << 7;
    private static final int VAES = 12;
    private static final int BW = 10;
    private static final int PCLMULQDQ = 2;

    @Test
    void theFastestIsTaken() {
        assertEquals(Instructions.VAES_AVX512, Instructions.of(EVERYTHING));
        assertEquals(Instructions.AVX512, Instructions.of(AVX512));
        assertEquals(Instructions.AVX2, Instructions.of(AVX2));
    }

    @Test
    void noneIsTakenOfWhichAnInstructionIsMissing() {
        assertEquals(Instructions.AVX512, Instructions.of(EVERYTHING & ~(1L << VAES)));
        assertEquals(Instructions.AVX2, Instructions.of(EVERYTHING & ~(1L << BW)));
        assertThrows(UnsupportedOperationException.class, () -> Instructions.of(EVERYTHING & ~(1L << PCLMULQDQ)));
        assertThrows(UnsupportedOperationException.class, () -> Instructions.of(SSE));
    }
}
