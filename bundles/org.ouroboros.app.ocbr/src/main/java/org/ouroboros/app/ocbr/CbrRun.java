// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr;

import java.math.BigDecimal;
import java.util.Optional;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.Load;
import org.ouroboros.app.LoadSender;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.Work;
import org.ouroboros.command.Invocation;

/**
 * One run over one flow (end-to-end specification, section 7.3).
 *
 * <pre>
 *   0                 8               size
 *   +-----------------+-----------------+
 *   | number          | 0               |     number: little-endian, from 0; not in a flood
 *   +-----------------+-----------------+
 * </pre>
 */
final class CbrRun {
    /** Bytes of the number. */
    static final int SMALLEST = Long.BYTES;

    private final String name;
    private final Flow flow;
    private final Load load;
    private final RunClock clock;

    CbrRun(String name, Flow flow, Load load, RunClock clock) {
        this.name = name;
        this.flow = flow;
        this.load = load;
        this.clock = clock;
    }

    /** Sends, and tells of it; {@return how it went} An interrupt ends it; the thread is then not interrupted any more. */
    CbrResult run(Invocation invocation) throws Exception {
        flow.options(LoadSender.OPTIONS);
        LoadSender sender = new LoadSender(
                flow,
                load,
                load.flood() ? (_, _) -> {} : (packet, number) -> packet.putLong(0, number),
                clock,
                FlowReport.progress(invocation));
        if (!invocation.json()) {
            invocation.out().println(begin());
        }
        try {
            return CbrResult.of(name, Work.await("ocbr", sender::run, sender::end), Optional.empty());
        } catch (FlowDown e) {
            return CbrResult.of(
                    name, sender.total(), Optional.of("the flow to " + name + " went down: " + e.getMessage()));
        }
    }

    private String begin() {
        String seconds = BigDecimal.valueOf(load.duration().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString();
        String rate = load.flood() ? "flood" : "rate " + Math.round(load.bitsPerSecond()) + " b/s";
        return "Client started, duration " + seconds + ", " + rate + ", size " + load.size() + " B.";
    }
}
