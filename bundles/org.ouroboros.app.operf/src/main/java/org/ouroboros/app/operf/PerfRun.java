// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.Load;
import org.ouroboros.app.LoadSender;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.Work;
import org.ouroboros.command.Invocation;

/**
 * One run over one flow (end-to-end specification, section 7.5): a packet that says which test it is, and after a second, which
 * gives the server time to turn to it, the packets of the load.
 *
 * <pre>
 *   0          4                             size
 *   +----------+-------------------------------+
 *   | number   | 0                             |     number: little-endian, from 0, modulo 2^32
 *   +----------+-------------------------------+
 * </pre>
 *
 * <p>The thread of a {@link Work} sends and tells of it; the replies are taken by a thread of {@link Replies}.
 */
final class PerfRun {
    private static final Duration HEAD = Duration.ofSeconds(1);

    private final String name;
    private final PerfTest test;
    private final Flow flow;
    private final Load load;
    private final RunClock clock;
    private final Replies replies;

    PerfRun(String name, PerfTest test, Flow flow, Load load, RunClock clock) {
        this.name = name;
        this.test = test;
        this.flow = flow;
        this.load = load;
        this.clock = clock;
        this.replies = new Replies(flow, load.size(), clock);
    }

    /** Sends, and tells of it; {@return how it went} An interrupt ends it; the thread is then not interrupted any more. */
    PerfResult run(Invocation invocation) throws Exception {
        LoadSender sender = new LoadSender(
                flow, load, (packet, number) -> packet.putInt(0, (int) number), clock, FlowReport.progress(invocation));
        Optional<String> problem = Optional.empty();
        try {
            Work.await("operf", () -> send(sender), sender::end);
        } catch (FlowDown | FlowTimedOut e) {
            problem = Optional.of("the flow to " + name + " failed: " + e.getMessage());
        }
        return switch (test) {
            case UNI -> PerfResult.oneWay(name, sender.total(), problem);
            case BI -> PerfResult.thereAndBack(name, sender.total(), replies.total(), sender.ended(), problem);
        };
    }

    private FlowReport send(LoadSender sender) throws InterruptedException {
        sender.announce(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, test.code()),
                HEAD);
        if (test == PerfTest.UNI) {
            return sender.run();
        }
        replies.start();
        try {
            return sender.run();
        } finally {
            replies.awaitRest(sender.total().packets());
        }
    }
}
