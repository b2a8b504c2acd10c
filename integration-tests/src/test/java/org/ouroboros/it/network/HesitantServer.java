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

/** A program, in a bundle of its own, that reads pings later than they come, answers none, and tells how many it read, and whether in order. */
@Component(configurationPid = HesitantServer.PROGRAM)
public final class HesitantServer implements FlowAcceptor {
    /** Symbolic name of the bundle. */
    static final String PROGRAM = "com.example.hesitant";

    private static final System.Logger LOG = System.getLogger(PROGRAM);
    private static final int LARGEST_PING = 1_500;
    private static final int NUMBER_AT = 4;

    private final int every;
    private final Duration pause;

    /** Where the arguments come from. */
    public @interface Config {
        /** {@return after how many messages it pauses each time, and for how many milliseconds} */
        String[] args() default {};
    }

    /** Starts with arguments. */
    @Activate
    public HesitantServer(Config config) {
        every = Integer.parseInt(config.args()[0]);
        pause = Duration.ofMillis(Long.parseLong(config.args()[1]));
    }

    /** {@return what it says in the end of so many messages that came in order} */
    static String readInOrder(int count) {
        return "read " + count + " messages in order";
    }

    @Override
    public void accept(Flow flow) throws InterruptedException {
        ByteBuffer room = ByteBuffer.allocate(LARGEST_PING);
        int count = 0;
        try (flow) {
            while (true) {
                flow.read(room.clear());
                int number = room.getInt(NUMBER_AT);
                if (number != count) {
                    LOG.log(INFO, "message " + number + " came in place of " + count);
                    return;
                }
                count++;
                LOG.log(INFO, readInOrder(count));
                if (count % every == 0) {
                    Thread.sleep(pause);
                }
            }
        } catch (FlowDown end) {
            LOG.log(INFO, "the flow ended");
        }
    }
}
