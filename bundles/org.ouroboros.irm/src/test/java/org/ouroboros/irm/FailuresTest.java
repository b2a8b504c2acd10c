// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Who asked for a flow is told what went wrong, and nothing else. */
class FailuresTest {
    @Test
    void whatDoesNotComeInTimeHasTimedOut() {
        SimulatedLoop loop = new SimulatedLoop(1);
        CompletableFuture<String> never = new CompletableFuture<>();
        CompletableFuture<String> bounded =
                loop.await(loop.call(() -> Failures.within(loop, Duration.ofSeconds(2), never)));
        loop.runFor(Duration.ofSeconds(2));
        FlowRefused refused = Failures.asFlowRefused("ping", bounded.exceptionNow());
        assertEquals(Reason.TIMED_OUT, refused.reason());
        assertEquals("flow to 'ping': no answer within 2000 ms", refused.getMessage());
    }

    @Test
    void whatIsRefusedHasTheReasonThatItWasRefusedFor() {
        FlowRefused refused = new FlowRefused(Reason.UNKNOWN_NAME, "no such name");
        assertEquals(refused, Failures.asFlowRefused("ping", new CompletionException(refused)));
    }
}
