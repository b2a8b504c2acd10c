// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.time.Duration;
import java.util.Optional;

/**
 * How reads and writes on a flow behave (end-to-end specification, section 1.4).
 *
 * @param access which directions may be used
 * @param partialReads whether a message longer than the reader's buffer is returned in pieces; otherwise it is discarded
 *     with {@link MessageTooLarge}
 * @param readTimeout longest time that {@link Flow#read} waits; empty for no limit
 * @param writeTimeout longest time that {@link Flow#write} waits; empty for no limit
 */
public record FlowOptions(
        Access access, boolean partialReads, Optional<Duration> readTimeout, Optional<Duration> writeTimeout) {

    /** Directions in which a flow may be used. */
    public enum Access {
        /** Reading only. */
        READ_ONLY,
        /** Writing only. */
        WRITE_ONLY,
        /** Both. */
        READ_WRITE
    }

    /** Both directions, partial reads, no time limits: what a flow starts with. */
    public static final FlowOptions DEFAULT =
            new FlowOptions(Access.READ_WRITE, true, Optional.empty(), Optional.empty());

    /** Checks that time-outs are positive. */
    public FlowOptions {
        readTimeout.ifPresent(timeout -> checkPositive("read", timeout));
        writeTimeout.ifPresent(timeout -> checkPositive("write", timeout));
    }

    /**
     * Changes the allowed directions.
     *
     * @param newAccess directions that may be used
     * @return a copy with that access
     */
    public FlowOptions withAccess(Access newAccess) {
        return new FlowOptions(newAccess, partialReads, readTimeout, writeTimeout);
    }

    /**
     * Turns partial reads on or off.
     *
     * @param on whether long messages are returned in pieces
     * @return a copy with that setting
     */
    public FlowOptions withPartialReads(boolean on) {
        return new FlowOptions(access, on, readTimeout, writeTimeout);
    }

    /**
     * Limits the time a read may wait.
     *
     * @param limit longest wait, positive
     * @return a copy with that limit
     */
    public FlowOptions withReadTimeout(Duration limit) {
        return new FlowOptions(access, partialReads, Optional.of(limit), writeTimeout);
    }

    /**
     * Limits the time a write may wait.
     *
     * @param limit longest wait, positive
     * @return a copy with that limit
     */
    public FlowOptions withWriteTimeout(Duration limit) {
        return new FlowOptions(access, partialReads, readTimeout, Optional.of(limit));
    }

    /** {@return a copy in which neither reads nor writes are limited in time} */
    public FlowOptions withoutTimeouts() {
        return new FlowOptions(access, partialReads, Optional.empty(), Optional.empty());
    }

    private static void checkPositive(String operation, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(operation + " time-out " + timeout + " is not positive");
        }
    }
}
