// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;
import java.util.Set;

/**
 * A swap that is asked for: another policy in place of the one in use, while packets pass.
 *
 * @param kind kind of the policy, such as {@code routing}
 * @param policy name of an installed policy of that kind; among several bundles the newest counts
 * @param ipcps names of the IPCPs to swap it in; empty means wherever a policy of that kind is in use, on flows too
 * @param watch how long the policy is watched before the one before it is closed, at most {@link #LONGEST_WATCH}
 * @param by who asks, for the log
 */
public record SwapSpec(String kind, String policy, Set<String> ipcps, Duration watch, String by) {
    /** How long a policy is watched unless something else is asked for. */
    public static final Duration WATCH = Duration.ofSeconds(5);

    /** The longest watch. */
    public static final Duration LONGEST_WATCH = Duration.ofHours(1);

    /** Copies the names, and checks the watch. */
    public SwapSpec {
        ipcps = Set.copyOf(ipcps);
        requireWatch(watch);
    }

    static void requireWatch(Duration watch) {
        if (watch.isNegative() || watch.compareTo(LONGEST_WATCH) > 0) {
            throw new IllegalArgumentException("a watch of " + watch.toMillis() + " ms is outside 0.."
                    + LONGEST_WATCH.toHours() + "h; 30s or 10m would do and 0 accepts at once");
        }
    }
}
