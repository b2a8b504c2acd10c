// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.time.Duration;

/**
 * What an exchange in a slot touches.
 *
 * @param flows flows that the policy works for
 * @param state what is handed over, for people
 * @param gap how long packets are expected to wait
 */
public record Touched(int flows, String state, Duration gap) {
    /** Of a host that does not say. */
    public static final Touched NOTHING = new Touched(0, "nothing", Duration.ZERO);
}
