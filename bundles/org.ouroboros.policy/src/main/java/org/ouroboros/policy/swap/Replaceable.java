// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A policy that may be put in use in place of another.
 *
 * @param <S> state of its kind
 */
@ConsumerType
public interface Replaceable<S extends State> {
    /**
     * {@return the newest version of the state that it takes} A policy that uses what later versions brought returns the constant
     * {@code VERSION} of the record, which is that of the SPI that it was compiled against. A newer state is not given to it.
     */
    default int stateVersion() {
        return 1;
    }

    /**
     * Looks at what it would take over, before anything changes. Called off the loop, under a deadline.
     *
     * @param state the state of the one in use, a moment ago
     * @throws StateRefused if it cannot go on from there
     */
    default void examine(S state) {}
}
