// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.app.MessageReader;
import org.ouroboros.app.RunClock;

/**
 * Turns pings into replies: the type changes, all else is echoed (end-to-end specification, section 7.1).
 *
 * <pre>
 *   0        4                        24
 *   +--------+------------------------+-----
 *   | type   | the client's           | ...      type: big-endian, 0 request, 1 reply
 *   +--------+------------------------+-----
 * </pre>
 */
final class PingResponder {
    private static final int REQUEST = 0;
    private static final int REPLY = 1;
    private static final int SMALLEST = 24;
    private static final int LARGEST = 1_500;

    /** Why a flow is served no longer. */
    enum End {
        /** No request came for too long, or no reply could be written. */
        TIMED_OUT,
        /** The flow is down. */
        DOWN
    }

    private final long idleNs;
    private final FlowOptions options;
    private final RunClock clock;

    /**
     * A responder for any number of flows.
     *
     * @param idle time without a request after which a flow is given up, positive
     * @param clock the clock
     */
    PingResponder(Duration idle, RunClock clock) {
        this.idleNs = TimeUnit.NANOSECONDS.convert(idle);
        this.options = FlowOptions.DEFAULT.withWriteTimeout(idle);
        this.clock = clock;
    }

    /**
     * Serves a flow until there is nothing more to do on it.
     *
     * @param received is told the size of each request
     * @return why it ended
     */
    End serve(Flow flow, IntConsumer received) throws InterruptedException {
        MessageReader reader = new MessageReader(flow, options, LARGEST, clock);
        try {
            while (awaitRequest(reader)) {
                ByteBuffer packet = reader.message();
                received.accept(packet.limit());
                flow.write(packet.putInt(0, REPLY));
            }
            return End.TIMED_OUT;
        } catch (FlowTimedOut _) {
            return End.TIMED_OUT;
        } catch (FlowDown _) {
            return End.DOWN;
        }
    }

    /** Reads the next request; other packets count as silence. */
    private boolean awaitRequest(MessageReader reader) throws InterruptedException {
        long deadlineNs = clock.nowNs() + idleNs;
        while (reader.readUntil(deadlineNs)) {
            ByteBuffer packet = reader.message();
            if (packet.limit() >= SMALLEST && packet.getInt(0) == REQUEST) {
                return true;
            }
        }
        return false;
    }
}
