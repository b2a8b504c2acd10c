// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.concurrent.TimeUnit;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.IpcpLoop;

/**
 * Logs the flows that are refused. What protects flows, and what failed, is for somebody to see, once a second at most: who is refused by
 * a peer for it is told no more than that, and whoever sends requests must not fill a disk. The counters have all of them. Confined to the loop.
 */
final class RefusalLog {
    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());
    private static final long REPORT_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final IpcpLoop loop;
    private long reportedNs;

    RefusalLog(IpcpLoop loop) {
        this.loop = loop;
        this.reportedNs = loop.nowNs() - REPORT_INTERVAL_NS;
    }

    /** Logs a refusal, and which part of the system it concerns. */
    void tell(String who, FlowRefused refused) {
        LOG.log(level(refused), "{0}: {1}", who, refused.getMessage());
    }

    private System.Logger.Level level(FlowRefused refused) {
        long nowNs = loop.nowNs();
        boolean matters = refused.getCause() != null // nobody refused: something failed
                || refused.reason() == Reason.AUTHENTICATION
                || refused.reason() == Reason.ENCRYPTION;
        if (matters && nowNs - reportedNs >= REPORT_INTERVAL_NS) {
            reportedNs = nowNs;
            return System.Logger.Level.WARNING;
        }
        return System.Logger.Level.DEBUG;
    }
}
