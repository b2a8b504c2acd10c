// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import org.ouroboros.policy.swap.Vitals;

/** How a policy that is watched does, from one look to the next. Confined to the loop. */
final class Pulse {
    /** Time for which a policy may serve nothing of what it is asked, in nanoseconds. */
    static final long STALL_NS = 500_000_000;

    /** What it has to be asked in that time at least. */
    static final long LEAST_ASKED = 8;

    private Vitals progress; // when something was served last, or nothing was asked
    private long progressNs;

    /**
     * Begins.
     *
     * @param before the counts before it was in use
     * @param nowNs the clock of the loop
     */
    Pulse(Vitals before, long nowNs) {
        this.progress = before;
        this.progressNs = nowNs;
    }

    /** {@return what is wrong with the policy, if something is} */
    Optional<String> take(Vitals now, long nowNs) {
        if (now.violations() > 0) {
            return Optional.of(now.symptom() + " (" + now.violations() + " times)");
        }
        if (now.served() != progress.served() || now.asked() == progress.asked()) {
            progress = now;
            progressNs = nowNs;
        }
        long asked = now.asked() - progress.asked();
        return asked >= LEAST_ASKED && nowNs - progressNs >= STALL_NS
                ? Optional.of("was asked " + asked + " times and served none")
                : Optional.empty();
    }
}
