// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static java.lang.System.Logger.Level.INFO;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;

/** A program, in a bundle of its own, that reads numbered messages, and tells its tally whenever it finds none for a while. */
@Component(configurationPid = OneWayServer.PROGRAM)
public final class OneWayServer implements FlowAcceptor {
    /** Symbolic name of the bundle. */
    static final String PROGRAM = "com.example.oneway.server";

    private static final System.Logger LOG = System.getLogger(PROGRAM);
    private static final FlowOptions OPTIONS = FlowOptions.DEFAULT.withReadTimeout(Duration.ofMillis(500));

    private final int every;
    private final Duration pause;

    /** Where the arguments come from. */
    public @interface Config {
        /** {@return after how many messages it pauses each time, and for how many milliseconds} */
        String[] args() default {};
    }

    /** Starts with arguments. */
    @Activate
    public OneWayServer(Config config) {
        every = Integer.parseInt(config.args()[0]);
        pause = Duration.ofMillis(Long.parseLong(config.args()[1]));
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        ByteBuffer room = ByteBuffer.allocate(2 * Tally.MESSAGE);
        Tally tally = Tally.NONE;
        try (flow) {
            flow.options(OPTIONS);
            while (true) {
                try {
                    flow.read(room.clear());
                    tally = tally.with(room.getLong(0));
                    if (tally.read() % every == 0) {
                        Thread.sleep(pause);
                    }
                } catch (FlowTimedOut silent) {
                    LOG.log(INFO, tally.toString());
                }
            }
        } catch (FlowDown end) {
            LOG.log(INFO, "the flow ended: " + tally);
        }
    }
}
