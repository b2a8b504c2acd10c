// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * The stay of a policy in a catalogue, with the number of sides opened from it. Confined to the loop.
 *
 * <p>It has identity: a policy that leaves and comes again, or another one of the same name, is another stay.
 */
final class Installed<P> {
    /** By version of the bundle; the later arrival of an equal one is newer, as when a bundle is updated in place. */
    static final Comparator<Installed<?>> AGE = Comparator.<Installed<?>, Version>comparing(
                    installed -> installed.version)
            .thenComparing(installed -> installed.candidate.bundle())
            .thenComparingLong(installed -> installed.number);

    private final Candidate<P> candidate;
    private final Version version;
    private final long number;
    private int sides;
    private @Nullable CompletableFuture<Void> letGo;

    Installed(Candidate<P> candidate, long number) {
        this.candidate = candidate;
        this.version = Version.parseVersion(candidate.version());
        this.number = number;
    }

    /** {@return the policy} Any thread. */
    Candidate<P> candidate() {
        return candidate;
    }

    /** {@return which arrival in its catalogue it was, from 1} Any thread. */
    long number() {
        return number;
    }

    void acquire() {
        sides++;
    }

    void release() {
        sides--;
        completeLetGo();
    }

    /**
     * Marks the policy as leaving.
     *
     * @param whenUnused completes when no side is left
     */
    void leave(CompletableFuture<Void> whenUnused) {
        letGo = whenUnused;
        completeLetGo();
    }

    boolean leaving() {
        return letGo != null;
    }

    private void completeLetGo() {
        if (letGo != null && sides == 0) {
            letGo.complete(null);
        }
    }
}
