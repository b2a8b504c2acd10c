// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

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
import org.ouroboros.app.Followers;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.oping.server.PingResponder.End;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;

/**
 * Answers pings on every flow that it is given, and is the command {@code oping-server}, which follows that. Bind a name to this
 * bundle, or to the process, to have it reached.
 */
@Component(
        name = OpingServer.PID,
        immediate = true,
        service = {FlowAcceptor.class, ShellCommand.class})
@Designate(ocd = OpingServer.Config.class)
public final class OpingServer implements FlowAcceptor, ShellCommand {
    static final String PID = "org.ouroboros.app.oping.server";

    private static final Logger LOG = System.getLogger(PID);
    private static final long IDLE_TIMEOUT_MS = 10_000;

    private static final Form FORM = new Form(
            "oping-server",
            "shows what the ping server does, until Ctrl-C",
            List.of(),
            List.of(Option.flag("-Q --quiet", "shows flows, but not each ping")),
            List.of(new Form.Example("oping-server", "follows the server, whoever pings it")));

    /** Configuration of the server. */
    @ObjectClassDefinition(name = "Ouroboros ping server")
    public @interface Config {
        /** {@return silence on a flow after which it is released, in milliseconds} */
        @AttributeDefinition(
                name = "Idle time-out",
                description = "Time without a request after which a flow is released, in milliseconds",
                min = "1")
        long idle_timeout_ms() default IDLE_TIMEOUT_MS;
    }

    /**
     * A ping was received.
     *
     * @param event {@code received}
     */
    private record Received(String event, int flow, int bytes) {}

    private final Followers followers = new Followers("ping server");
    private volatile PingResponder responder;

    /**
     * Starts to take flows.
     *
     * @param properties the configuration
     */
    @Activate
    public OpingServer(Map<String, ?> properties) {
        responder = responder(properties);
    }

    /** Takes a changed configuration, which holds for flows to come. */
    @Modified
    void modified(Map<String, ?> properties) {
        responder = responder(properties);
    }

    @Deactivate
    void deactivate() {
        followers.close();
    }

    private static PingResponder responder(Map<String, ?> properties) {
        Settings configured = Settings.of("configuration " + PID, properties);
        Duration idle = configured.milliseconds("idle.timeout.ms", IDLE_TIMEOUT_MS);
        configured.warnOfUnknown(FlowAcceptor.LIMIT, ProgramBinding.ARGUMENTS);
        return new PingResponder(idle, RunClock.SYSTEM);
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        int id = flow.id();
        LOG.log(Level.DEBUG, () -> "New flow " + id + ".");
        followers.report(FlowChange.accepted(id), "New flow " + id + ".");
        try (flow) {
            if (responder.serve(flow, bytes -> received(id, bytes)) == End.TIMED_OUT) {
                LOG.log(Level.INFO, "Flow " + id + " timed out.");
                followers.report(FlowChange.timedOut(id), "Flow " + id + " timed out.");
            }
        }
    }

    private void received(int flow, int bytes) {
        if (followers.any()) {
            followers.report(new Received("received", flow, bytes), "Received " + bytes + " bytes on fd " + flow + ".");
        }
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
