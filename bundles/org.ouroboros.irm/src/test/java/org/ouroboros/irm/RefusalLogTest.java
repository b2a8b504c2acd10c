// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.testing.LogCapture;

/** What of the refusals of flows is shown to people. */
class RefusalLogTest {
    private static List<String> shown(FlowRefused refused) {
        try (LogCapture log = new LogCapture(RefusalLog.class)) {
            new RefusalLog(new SimulatedLoop(1)).tell("IPCP net.1", refused);
            return log.lines();
        }
    }

    @Test
    void whatFailedWithoutBeingARefusalIsShown() {
        FlowRefused failed = Failures.asFlowRefused("ping", new IllegalStateException("no thread is left"));
        assertEquals(
                List.of("WARNING IPCP net.1: flow to 'ping': java.lang.IllegalStateException: no thread is left"),
                shown(failed));
    }

    @Test
    void whatIsRefusedForAReasonIsCountedAlone() {
        assertEquals(List.of(), shown(new FlowRefused(Reason.NO_ACCEPTOR, "nobody accepts")));
    }
}
