// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

/** Arithmetic of sequence numbers, which count packets modulo 2^32 (end-to-end specification, section 2.1). */
final class Sequence {
    /** How far from the current edge a window may be; what is further is no window (section 2.8). */
    private static final int FARTHEST_WINDOW = 1 << 16;

    private static final int UNCARRIED_BITS = 8;

    private Sequence() {}

    /** {@return whether {@code a} comes before {@code b}} */
    static boolean before(int a, int b) {
        return a - b < 0;
    }

    /** {@return the later one of two} */
    static int later(int a, int b) {
        return before(a, b) ? b : a;
    }

    /**
     * Decodes a window.
     *
     * @param edge the right window edge as it is
     * @param window the low 24 bits of the new one
     * @return the edge; the one as it was if the new one lies back, or too far ahead to be one
     */
    static int edge(int edge, int window) {
        int ahead = (window - edge) << UNCARRIED_BITS >> UNCARRIED_BITS; // extends the sign of 24 bits
        return ahead > 0 && ahead <= FARTHEST_WINDOW ? edge + ahead : edge;
    }
}
