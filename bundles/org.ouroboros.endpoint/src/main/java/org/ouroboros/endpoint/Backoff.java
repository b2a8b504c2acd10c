// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

/**
 * A short rest of a thread that is as fast as the one it works with.
 *
 * <p>Two threads that look at each other's progress for each packet slow both down to the pace at which cache lines travel between
 * them. Who rests finds several packets, or places, at the next look.
 */
final class Backoff {
    /** Rounds of a spinning thread: about a microsecond, or less where a round is shorter. */
    private static final int ROUNDS = 40;

    private Backoff() {}

    static void pause() {
        for (int round = 0; round < ROUNDS; round++) {
            Thread.onSpinWait();
        }
    }
}
