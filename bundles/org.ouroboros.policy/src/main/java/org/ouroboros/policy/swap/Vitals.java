// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

/**
 * How a policy in a slot does.
 *
 * @param standing whether the exchange can still be taken back
 * @param asked what there was to do for the policy
 * @param served what it did of that
 * @param violations how often it threw or broke its contract since it is in use; each cost no packet
 * @param symptom the latest violation, for people; empty if there was none
 */
public record Vitals(Standing standing, long asked, long served, long violations, String symptom) {
    /** Nothing to tell. */
    public static final Vitals NONE = new Vitals(Standing.WATCHED, 0, 0, 0, "");

    /** What became of an exchange. */
    public enum Standing {
        /** The successor is in use, and the predecessor is kept. */
        WATCHED,
        /** The predecessor is gone; the successor stays. */
        KEPT,
        /** The predecessor is in use again or, if it could not be put back, what stands in for a policy. */
        TAKEN_BACK,
        /** It was given up. */
        GONE,
        /** The slot is closed, and nothing is left to exchange. */
        CLOSED
    }

    /**
     * Counts of a policy that is in use.
     *
     * @param asked what there was to do
     * @param served what it did of that
     * @param violations how often it broke its contract
     * @param symptom the latest violation
     * @return the counts
     */
    public static Vitals of(long asked, long served, long violations, String symptom) {
        return new Vitals(Standing.WATCHED, asked, served, violations, symptom);
    }

    /**
     * The counts of an exchange that is over.
     *
     * @param now what became of it
     * @param why why, for people
     * @return the same counts with that standing
     */
    public Vitals standing(Standing now, String why) {
        return new Vitals(now, asked, served, violations, why);
    }
}
