// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

/**
 * How messages are cut between members of this implementation: every packet of theirs says whether it begins a message, and whether
 * more of it follows. The prototype defines both flags and knows neither.
 */
final class Pieces {
    /** Packets that a message may take. As many of a window are kept free, so that a message never waits half sent. */
    static final int MOST = 16;

    private Pieces() {}

    /** {@return how many packets a message to the peer may take} */
    static int most(boolean peerIsOurs) {
        return peerIsOurs ? MOST : 1;
    }

    /** {@return the flags of a packet} */
    static int flags(boolean peerIsOurs, boolean first, boolean more) {
        return peerIsOurs ? (first ? FrcpFormat.FIRST : 0) | (more ? FrcpFormat.MORE : 0) : 0;
    }
}
