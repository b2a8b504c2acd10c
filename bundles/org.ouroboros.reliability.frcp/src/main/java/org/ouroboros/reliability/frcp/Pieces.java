// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;

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

    /** {@return the flags of a packet that another machine kept} */
    static int flags(Kept kept) {
        return (kept.first() ? FrcpFormat.FIRST : 0) | (kept.more() ? FrcpFormat.MORE : 0);
    }

    /** {@return a packet for another machine to keep} */
    static Kept kept(int number, Packet packet, int flags, long firstNs, long latestNs) {
        boolean first = (flags & FrcpFormat.FIRST) != 0;
        boolean more = (flags & FrcpFormat.MORE) != 0;
        return new Kept(number, packet, first, more, firstNs, latestNs);
    }

    /** {@return the flags of a packet} */
    static int flags(boolean peerIsOurs, boolean first, boolean more) {
        return peerIsOurs ? (first ? FrcpFormat.FIRST : 0) | (more ? FrcpFormat.MORE : 0) : 0;
    }
}
