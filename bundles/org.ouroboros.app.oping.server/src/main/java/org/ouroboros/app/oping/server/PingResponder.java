// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;

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
    private final LongSupplier nanoTime;

    /**
     * A responder for any number of flows.
     *
     * @param idle time without a request after which a flow is given up, positive
     * @param nanoTime the clock
     */
    PingResponder(Duration idle, LongSupplier nanoTime) {
        this.idleNs = idle.toNanos();
        this.options = FlowOptions.DEFAULT
                .withPartialReads(false)
                .withReadTimeout(idle)
                .withWriteTimeout(idle);
        this.nanoTime = nanoTime;
    }

    /** {@return why there is nothing more to do on the flow} Blocks until then. */
    End serve(Flow flow) throws InterruptedException {
        ByteBuffer packet = ByteBuffer.allocate(LARGEST);
        try {
            while (awaitRequest(flow, packet)) {
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
    private boolean awaitRequest(Flow flow, ByteBuffer packet) throws InterruptedException {
        long deadlineNs = nanoTime.getAsLong() + idleNs;
        flow.options(options);
        while (!readRequest(flow, packet)) {
            long leftNs = deadlineNs - nanoTime.getAsLong();
            if (leftNs <= 0) {
                return false;
            }
            flow.options(options.withReadTimeout(Duration.ofNanos(leftNs)));
        }
        return true;
    }

    private static boolean readRequest(Flow flow, ByteBuffer packet) throws InterruptedException {
        try {
            flow.read(packet.clear());
        } catch (MessageTooLarge _) {
            return false; // larger than any ping
        }
        packet.flip();
        return packet.remaining() >= SMALLEST && packet.getInt(0) == REQUEST;
    }
}
