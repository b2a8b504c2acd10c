// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static java.lang.System.Logger.Level.WARNING;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.swap.Vitals;

/**
 * How often the policies of one kind broke their contract. The first time that one does is logged. Confined to the loop.
 *
 * <p>What happens instead is what happens without a policy, so that it costs no packet.
 */
final class Health {
    private static final System.Logger LOG = System.getLogger(Health.class.getName());

    private final String subject;
    private final String instead;
    private final Supplier<String> label;
    private long violations;
    private long violationsBefore; // of those that were in use before
    private String latest = "";
    private @Nullable Throwable failure;
    private boolean told;

    /**
     * Of a kind.
     *
     * @param subject whose policy of which kind, such as {@code IPCP a: forwarding policy}
     * @param instead what happens where it fails
     * @param label names the policy in use
     */
    Health(String subject, String instead, Supplier<String> label) {
        this.subject = subject;
        this.instead = instead;
        this.label = label;
    }

    /** Another policy is in use. */
    void renewed() {
        violationsBefore = violations;
        latest = "";
        failure = null;
        told = false;
    }

    /** {@return how often any of them did} */
    long violations() {
        return violations;
    }

    /** Counts a violation. */
    void violation(String broken) {
        violation(broken, null);
    }

    /** Counts a violation; allocates nothing once it was told. */
    void violation(String broken, @Nullable Throwable cause) {
        violations++;
        latest = broken;
        failure = cause;
        if (!told) {
            told = true;
            LOG.log(WARNING, subject + " " + label.get() + " " + broken + "; " + instead, cause);
        }
    }

    /** Closes what a policy opened; that it fails to close is a violation. */
    void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception | Error broken) {
            violation("failed to close", broken);
        }
    }

    /** {@return the counts, as a slot tells them: of violations, those of the policy in use} */
    Vitals vitals(long asked, long served) {
        return Vitals.of(
                asked, served, violations - violationsBefore, failure == null ? latest : latest + ": " + failure);
    }
}
