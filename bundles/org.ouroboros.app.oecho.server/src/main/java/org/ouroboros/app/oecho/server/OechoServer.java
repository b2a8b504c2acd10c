// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.api.text.Settings;
import org.ouroboros.app.FlowChange;
import org.ouroboros.app.Followers;
import org.ouroboros.app.MessageReader;
import org.ouroboros.app.RunClock;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/**
 * Returns the first message of each flow, and is the command {@code oecho-server}, which follows that. Bind a name to this
 * bundle, or to the process, to have it reached; the prototype's client asks for {@code oecho}.
 */
@Component(
        name = OechoServer.PID,
        immediate = true,
        service = {FlowAcceptor.class, ShellCommand.class})
@Designate(ocd = OechoServer.Config.class)
public final class OechoServer implements FlowAcceptor, ShellCommand {
    static final String PID = "org.ouroboros.app.oecho.server";

    private static final Logger LOG = System.getLogger(PID);
    private static final long IDLE_TIMEOUT_MS = 10_000;

    private static final Form FORM = new Form(
            "oecho-server",
            "shows what the echo server does, until Ctrl-C",
            List.of(),
            List.of(),
            List.of(new Form.Example("oecho-server", "follows the server, whoever talks to it")));

    /** Configuration of the server. */
    @ObjectClassDefinition(name = "Ouroboros echo server")
    public @interface Config {
        /** {@return how long it waits for the message of a flow, in milliseconds} */
        @AttributeDefinition(
                name = "Idle time-out",
                description = "Time without a message after which a flow is released, in milliseconds",
                min = "1")
        long idle_timeout_ms() default IDLE_TIMEOUT_MS;
    }

    /**
     * A message was received.
     *
     * @param event {@code message}
     */
    private record Message(String event, int flow, String text) {}

    private final Followers followers = new Followers("echo server");
    private final RunClock clock;
    private volatile Duration idle;

    /**
     * Starts to take flows.
     *
     * @param properties the configuration
     */
    @Activate
    public OechoServer(Map<String, ?> properties) {
        this(RunClock.SYSTEM, idle(properties));
    }

    OechoServer(RunClock clock, Duration idle) {
        this.clock = clock;
        this.idle = idle;
    }

    /** Takes a changed configuration, which holds for flows to come. */
    @Modified
    void modified(Map<String, ?> properties) {
        idle = idle(properties);
    }

    @Deactivate
    void deactivate() {
        followers.close();
    }

    private static Duration idle(Map<String, ?> properties) {
        Settings configured = Settings.of("configuration " + PID, properties);
        Duration idle = configured.milliseconds("idle.timeout.ms", IDLE_TIMEOUT_MS);
        configured.warnOfUnknown(FlowAcceptor.LIMIT, ProgramBinding.ARGUMENTS);
        return idle;
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        followers.report(FlowChange.accepted(flow.id()), "New flow.");
        try (flow) {
            echo(flow, idle);
        } catch (FlowTimedOut _) {
            timedOut(flow);
        } catch (FlowDown e) {
            LOG.log(Level.DEBUG, "not echoed: {0}", e.getMessage());
        }
    }

    private void echo(Flow flow, Duration limit) throws InterruptedException {
        MessageReader reader =
                new MessageReader(flow, FlowOptions.DEFAULT.withWriteTimeout(limit), flow.largestMessage(), clock);
        if (reader.readUntil(clock.nowNs() + TimeUnit.NANOSECONDS.convert(limit))) {
            String text = PlainText.of(reader.message());
            LOG.log(Level.DEBUG, "Message from client is {0}.", text);
            followers.report(new Message("message", flow.id(), text), "Message from client is " + text + ".");
            flow.write(reader.message());
        } else {
            timedOut(flow);
        }
    }

    private void timedOut(Flow flow) {
        LOG.log(Level.INFO, "Flow " + flow.id() + " timed out.");
        followers.report(FlowChange.timedOut(flow.id()), "Flow " + flow.id() + " timed out.");
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
