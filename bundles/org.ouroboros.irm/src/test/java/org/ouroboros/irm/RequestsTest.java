// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;

/** How a request that other systems take part in is waited for. */
class RequestsTest {
    private static final String GOES_ON = "history tells how it ends";

    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void anAnswerIsHandedOn() {
        answer.complete("done");
        assertEquals("done", Requests.waited("swap", answer, Duration.ofMinutes(1), GOES_ON));
    }

    @Test
    void anInterruptEndsTheWaitAndSaysWhatGoesOn() {
        Thread.currentThread().interrupt();
        IrmException ended =
                assertThrows(IrmException.class, () -> Requests.waited("swap", answer, Duration.ofMinutes(1), GOES_ON));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertEquals(Problem.TIMED_OUT, ended.problem());
        assertEquals("swap: interrupted while waiting for other systems; " + GOES_ON, ended.getMessage());
    }

    @Test
    void aWaitEndsWithTheTimeAndSaysWhatGoesOn() {
        IrmException ended =
                assertThrows(IrmException.class, () -> Requests.waited("swap", answer, Duration.ZERO, GOES_ON));
        assertEquals(Problem.TIMED_OUT, ended.problem());
        assertEquals("swap: other systems took longer than 0 s; " + GOES_ON, ended.getMessage());
    }
}
