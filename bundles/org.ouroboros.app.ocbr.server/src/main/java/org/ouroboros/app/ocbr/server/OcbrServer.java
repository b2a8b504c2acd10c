// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
import org.ouroboros.command.ShellCommand;

/**
 * Measures what comes on every flow that it is given, and is the command {@code ocbr-server}, which follows that. Bind a name to
 * this bundle, or to the process, to have it reached.
 */
@Component(
        name = OcbrServer.PID,
        immediate = true,
        service = {FlowAcceptor.class, ShellCommand.class},
        property = FlowAcceptor.DEFAULT_LIMIT + ":Integer=" + OcbrServer.FLOWS)
@Designate(ocd = OcbrServer.Config.class)
public final class OcbrServer implements FlowAcceptor, ShellCommand {
    static final String PID = "org.ouroboros.app.ocbr.server";

    private static final Logger LOG = System.getLogger(PID);
    private static final long IDLE_TIMEOUT_MS = 1_000;
    private static final long REPORT_INTERVAL_MS = 1_000;
    static final int FLOWS = 10;

    private static final Form FORM = new Form(
            "ocbr-server",
            "shows what the constant-bit-rate server receives, until Ctrl-C",
            List.of(),
            List.of(),
            List.of(new Form.Example("ocbr-server", "follows the server, whoever sends to it")));

    /** Configuration of the server. */
    @ObjectClassDefinition(name = "Ouroboros constant-bit-rate server")
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

        /** {@return flows that it holds at most at a time} */
        @AttributeDefinition(name = "Flows", description = "Flows that it holds at most at a time", min = "1")
        int ouroboros_acceptor_limit() default FLOWS;
    }

    private record Times(Duration idle, Duration interval) {
        static Times of(Map<String, ?> properties) {
            Settings configured = Settings.of("configuration " + PID, properties);
            Times times = new Times(
                    configured.milliseconds("idle.timeout.ms", IDLE_TIMEOUT_MS),
                    configured.milliseconds("report.interval.ms", REPORT_INTERVAL_MS));
            configured.warnOfUnknown(FlowAcceptor.LIMIT, FlowAcceptor.DEFAULT_LIMIT, ProgramBinding.ARGUMENTS);
            return times;
        }
    }

    private final Followers followers = new Followers("constant-bit-rate server");
    private volatile Times times;

    /**
     * Starts to take flows.
     *
     * @param properties the configuration
     */
    @Activate
    public OcbrServer(Map<String, ?> properties) {
        times = Times.of(properties);
    }

    OcbrServer(Duration idle, Duration interval) {
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
        serve(flow, RunClock.SYSTEM);
    }

    void serve(Flow flow, RunClock clock) throws InterruptedException {
        int id = flow.id();
        Times now = times;
        followers.report(FlowChange.accepted(id), "New flow " + id + ".");
        try (flow) {
            TrafficReceiver receiver = new TrafficReceiver(flow, now.idle(), now.interval(), clock, this::report);
            if (receiver.receive(Duration.ZERO, _ -> {}) == End.TIMED_OUT) {
                followers.report(FlowChange.timedOut(id), "Test on flow " + id + " timed out");
            }
            LOG.log(Level.INFO, receiver.total().text());
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
        Given.parse(FORM, invocation.words());
        return followers.follow(invocation, _ -> true);
    }
}
