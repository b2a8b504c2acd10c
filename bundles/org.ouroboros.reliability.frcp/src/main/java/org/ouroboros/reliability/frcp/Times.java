// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The constants of FRCP, in nanoseconds (end-to-end specification, section 2.3). */
final class Times {
    /** A: longest time from the arrival of a packet to its acknowledgement. */
    static final long ACKNOWLEDGE_NS = TimeUnit.SECONDS.toNanos(10);

    /** R: longest time over which a packet is sent again. */
    static final long RETRANSMIT_NS = TimeUnit.SECONDS.toNanos(120);

    /** How long an acknowledgement waits for company. */
    static final long DELAYED_ACK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a peer may hold an acknowledgement back: its delay, rounded up to its next tick. */
    static final long LONGEST_DELAYED_ACK_NS = TimeUnit.MILLISECONDS.toNanos(15);

    /** Duplicates are not acknowledged more often than this. */
    static final long DUPLICATE_ACK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How often a closed window is asked for. */
    static final long RENDEZVOUS_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private Times() {}

    /**
     * {@return the silence after which data with DRF begins a new run} A second less than the peer's count, since the clocks of both
     * are compared in whole seconds (section 2.6).
     */
    static long receiverInactivityNs(Duration maximumPacketLifetime) {
        long sumNs = 2 * maximumPacketLifetime.toNanos() + ACKNOWLEDGE_NS + RETRANSMIT_NS;
        return sumNs / SECOND_NS * SECOND_NS;
    }
}
