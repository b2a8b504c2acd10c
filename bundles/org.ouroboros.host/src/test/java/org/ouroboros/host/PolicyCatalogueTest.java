// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Whoever waits for a policy goes on when it is there, or when the time is over. */
class PolicyCatalogueTest {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final PolicyCatalogue<String> catalogue = new PolicyCatalogue<>("kind", loop, Duration.ofSeconds(1));

    @Test
    void aPolicyThatComesEndsTheWaitForIt() {
        CompletableFuture<Void> one = catalogue.await("one", LONGEST);
        CompletableFuture<Void> another = catalogue.await("another", LONGEST);
        loop.runFor(Duration.ofSeconds(1));
        assertFalse(one.isDone() || another.isDone());
        catalogue.offer(new Candidate<>("policy", "kind", "one", "test", "1.0.0"));
        loop.runFor(Duration.ZERO);
        assertTrue(one.isDone());
        assertFalse(another.isDone());
        assertTrue(catalogue.await("one", LONGEST).isDone());
        loop.runFor(Duration.ofSeconds(1));
        assertTrue(another.isDone());
        assertEquals(0, loop.info().armedTimers());
    }
}
