// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.time.Instant;

/**
 * How a swap ended. Its text is for people; times are of the wall clock of the loop, in nanoseconds since the Unix
 * epoch.
 */
public sealed interface Outcome {
    /** There was no swap yet. */
    record NeverSwapped() implements Outcome {
        @Override
        public String toString() {
            return "never swapped";
        }
    }

    /**
     * The policy in use was exchanged.
     *
     * @param atNs when
     * @param tookNs from the begin of the preparation to the end of the commit, in nanoseconds
     */
    record Swapped(long atNs, long tookNs) implements Outcome {
        @Override
        public String toString() {
            return "swapped at " + instant(atNs) + ", took " + tookNs / 1_000 + " us";
        }
    }

    /**
     * The policy in use was kept.
     *
     * @param atNs when
     * @param policy what was refused
     * @param cause why
     */
    record Refused(long atNs, String policy, String cause) implements Outcome {
        @Override
        public String toString() {
            return "refused " + policy + " at " + instant(atNs) + ": " + cause;
        }
    }

    /**
     * The policy was in use, and the one before it is again.
     *
     * @param atNs when
     * @param policy what was taken back
     * @param why why
     */
    record RolledBack(long atNs, String policy, String why) implements Outcome {
        @Override
        public String toString() {
            return "rolled back " + policy + " at " + instant(atNs) + ": " + why;
        }
    }

    private static Instant instant(long wallClockNs) {
        return Instant.ofEpochSecond(0, wallClockNs);
    }
}
