// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.app.oping.server.PingResponder.End;

/** Answers pings on every flow that it is given. Bind a name to this bundle, or to the process, to have it reached. */
@Component(name = OpingServer.PID, immediate = true)
@Designate(ocd = OpingServer.Config.class)
public final class OpingServer implements FlowAcceptor {
    static final String PID = "org.ouroboros.app.oping.server";

    private static final Logger LOG = System.getLogger(PID);

    /** Configuration of the server. */
    @ObjectClassDefinition(name = "Ouroboros ping server")
    public @interface Config {
        /** {@return silence on a flow after which it is released, in milliseconds} */
        @AttributeDefinition(
                name = "Idle time-out",
                description = "Time without a request after which a flow is released, in milliseconds",
                min = "1")
        long idle_timeout_ms() default 10_000;
    }

    private volatile PingResponder responder;

    /**
     * Starts to take flows.
     *
     * @param config the configuration
     */
    @Activate
    public OpingServer(Config config) {
        responder = responder(config);
    }

    /** Takes a changed configuration, which holds for flows to come. */
    @Modified
    void modified(Config config) {
        responder = responder(config);
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        LOG.log(Level.INFO, "New flow " + flow.id() + ".");
        try (flow) {
            if (responder.serve(flow) == End.TIMED_OUT) {
                LOG.log(Level.INFO, "Flow " + flow.id() + " timed out.");
            }
        }
    }

    private static PingResponder responder(Config config) {
        return new PingResponder(Duration.ofMillis(config.idle_timeout_ms()), System::nanoTime);
    }
}
