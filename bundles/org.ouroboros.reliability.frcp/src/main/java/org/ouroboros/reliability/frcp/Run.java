// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.time.Duration;

/** Whether a peer is in a data run: it has begun one, and sent data since (end-to-end specification, section 2.6). Confined to the loop. */
final class Run {
    private final long inactivityNs;
    private boolean open;
    private long latestNs; // when data of it came

    Run(Duration maximumPacketLifetime) {
        this.inactivityNs = Times.receiverInactivityNs(maximumPacketLifetime);
    }

    /** Goes on from where another one was. */
    void resume(boolean begun, long dataNs) {
        open = begun;
        latestNs = dataNs;
    }

    /** {@return when data of it came last} */
    long latestNs() {
        return latestNs;
    }

    /** {@return whether the peer has ever begun one} */
    boolean isOpen() {
        return open;
    }

    /** {@return whether data of the run may still come, rather than that of a new one} */
    boolean goesOn(long nowNs) {
        return open && nowNs - latestNs <= inactivityNs;
    }

    /** Takes note of data that belongs to the run, or begins it. */
    void data(long nowNs) {
        open = true;
        latestNs = nowNs;
    }
}
