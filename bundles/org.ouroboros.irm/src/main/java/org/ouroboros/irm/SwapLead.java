// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.concurrent.CompletableFuture;

/** Who says when a swap goes on. Confined to the loop of the IRM. */
interface SwapLead {
    /** Of a swap that concerns this system alone: it goes on as soon as it can, and stays if it is healthy until its time is up. */
    SwapLead ITS_OWN = new SwapLead() {
        @Override
        public CompletableFuture<?> prepared() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean waits() {
            return false;
        }
    };

    /** Says that all successors are prepared; {@return completes when they are to take over, or with the reason why they are not} */
    CompletableFuture<?> prepared();

    /** {@return whether a swap that could be accepted waits until it is told so} */
    boolean waits();
}
