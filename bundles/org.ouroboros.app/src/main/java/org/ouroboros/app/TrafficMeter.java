// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Counts what a flow carries, in all and by intervals. Confined to one thread; allocates when an interval ends only. */
final class TrafficMeter {
    private final int flow;
    private final long intervalNs;
    private final long startNs;
    private long packets;
    private long bytes;
    private long sinceNs;
    private long dueNs;
    private long packetsBefore;
    private long bytesBefore;

    TrafficMeter(int flow, Duration interval, long nowNs) {
        this.flow = flow;
        this.intervalNs = TimeUnit.NANOSECONDS.convert(interval);
        this.startNs = nowNs;
        this.sinceNs = nowNs;
        this.dueNs = nowNs + intervalNs;
    }

    void count(int size) {
        packets++;
        bytes += size;
    }

    long packets() {
        return packets;
    }

    /** {@return when the interval ends} */
    long dueNs() {
        return dueNs;
    }

    /** {@return what there was since the latest report, if the interval is over} The ends of intervals do not drift. */
    Optional<FlowReport> take(long nowNs) {
        long lateNs = nowNs - dueNs;
        if (lateNs < 0) {
            return Optional.empty();
        }
        FlowReport report = rest(nowNs);
        sinceNs = nowNs;
        packetsBefore = packets;
        bytesBefore = bytes;
        dueNs += intervalNs * (1 + lateNs / intervalNs);
        return Optional.of(report);
    }

    /** {@return what there was since the latest report} */
    FlowReport rest(long nowNs) {
        return FlowReport.of(flow, packets - packetsBefore, bytes - bytesBefore, nowNs - sinceNs);
    }

    /** {@return what there was in all} */
    FlowReport total(long nowNs) {
        return FlowReport.of(flow, packets, bytes, nowNs - startNs);
    }
}
