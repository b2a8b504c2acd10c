// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.text.Settings;
import org.ouroboros.app.FlowChange;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.Followers;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.TrafficReceiver;
import org.ouroboros.app.TrafficReceiver.End;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;

/**
 * Counts or returns what comes on every flow that it is given, and is the command {@code operf-server}, which follows that. Bind a
 * name to this bundle, or to the process, to have it reached.
 */
@Component(
        name = OperfServer.PID,
        immediate = true,
        service = {FlowAcceptor.class, ShellCommand.class})
@Designate(ocd = OperfServer.Config.class)
public final class OperfServer implements FlowAcceptor, ShellCommand {
    static final String PID = "org.ouroboros.app.operf.server";

    /** Time that a client gives a server, between the first packet and those that are counted. */
    private static final Duration HEAD = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(PID);
    private static final long IDLE_TIMEOUT_MS = 1_000;
    private static final long REPORT_INTERVAL_MS = 1_000;

    private static final Form FORM = new Form(
            "operf-server",
            "shows what the performance server receives, until Ctrl-C",
            List.of(),
            List.of(Option.flag("-Q --quiet", "shows flows and reports, but not each packet of a test one way")),
            List.of(new Form.Example("operf-server -Q", "follows the server, whoever tests with it")));

    /** Configuration of the server. */
    @ObjectClassDefinition(name = "Ouroboros performance server")
    public @interface Config {
        /** {@return silence on a flow after which it is released, in milliseconds} */
        @AttributeDefinition(
                name = "Idle time-out",
                description = "Time without a packet after which a flow is released, in milliseconds",
                min = "1")
        long idle_timeout_ms() default IDLE_TIMEOUT_MS;

        /** {@return time between reports, in milliseconds} */
        @AttributeDefinition(
                name = "Report interval",
                description = "Time between two reports on a flow, in milliseconds",
                min = "1")
        long report_interval_ms() default REPORT_INTERVAL_MS;
    }

    /**
     * A packet of a test one way was received.
     *
     * @param event {@code packet}
     */
    private record Received(String event, int flow, long number, Instant at) {
        String text() {
            return String.format(
                    Locale.ROOT, "Seqno %d from fd %d: %d.%09d", number, flow, at.getEpochSecond(), at.getNano());
        }
    }

    private record Times(Duration idle, Duration interval) {
        static Times of(Map<String, ?> properties) {
            Settings configured = Settings.of("configuration " + PID, properties);
            Times times = new Times(
                    configured.milliseconds("idle.timeout.ms", IDLE_TIMEOUT_MS),
                    configured.milliseconds("report.interval.ms", REPORT_INTERVAL_MS));
            configured.warnOfUnknown(FlowAcceptor.LIMIT, ProgramBinding.ARGUMENTS);
            return times;
        }
    }

    private final Followers followers = new Followers("performance server");
    private volatile Times times;

    /**
     * Starts to take flows.
     *
     * @param properties the configuration
     */
    @Activate
    public OperfServer(Map<String, ?> properties) {
        times = Times.of(properties);
    }

    OperfServer(Duration idle, Duration interval) {
        times = new Times(idle, interval);
    }

    /** Takes a changed configuration, which holds for flows to come. */
    @Modified
    void modified(Map<String, ?> properties) {
        times = Times.of(properties);
    }

    @Deactivate
    void deactivate() {
        followers.close();
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        serve(flow, RunClock.SYSTEM, InstantSource.system());
    }

    void serve(Flow flow, RunClock clock, InstantSource timeOfDay) throws InterruptedException {
        int id = flow.id();
        Times now = times;
        followers.report(FlowChange.accepted(id), "New flow " + id + ".");
        try (flow) {
            TrafficReceiver receiver = new TrafficReceiver(flow, now.idle(), now.interval(), clock, this::report);
            Optional<PerfHeader> header = PerfHeader.read(receiver.first());
            if (header.isEmpty()) {
                LOG.log(Level.INFO, "Flow " + id + " begins no test.");
            } else {
                test(flow, receiver, header.get(), timeOfDay);
            }
        } catch (FlowDown e) {
            LOG.log(Level.DEBUG, "no test: {0}", e.getMessage());
        }
    }

    private void test(Flow flow, TrafficReceiver receiver, PerfHeader header, InstantSource timeOfDay)
            throws InterruptedException {
        int id = flow.id();
        End end = header.echo()
                ? receiver.receive(HEAD, flow::write)
                : receiver.receive(HEAD, packet -> received(id, header, packet, timeOfDay));
        if (end == End.TIMED_OUT) {
            followers.report(FlowChange.timedOut(id), "Test on flow " + id + " timed out");
        }
        LOG.log(Level.INFO, receiver.total().text());
    }

    private void received(int flow, PerfHeader header, ByteBuffer packet, InstantSource timeOfDay) {
        if (followers.any() && packet.limit() >= Integer.BYTES) {
            Received received = new Received("packet", flow, header.number(packet), timeOfDay.instant());
            followers.report(received, received.text());
        }
    }

    private void report(FlowReport report) {
        followers.report(report, report.text());
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public @Nullable Object run(Invocation invocation) throws Exception {
        boolean quiet = Given.parse(FORM, invocation.words()).has("-Q");
        return followers.follow(invocation, event -> !quiet || !(event instanceof Received));
    }
}
