// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;

/**
 * Reads whole messages from a flow, each until a moment. Messages larger than any that is expected are skipped.
 *
 * <p>Confined to one thread, which owns the flow's options. While messages are there, nothing is allocated.
 */
public final class MessageReader {
    private final Flow flow;
    private final FlowOptions options;
    private final RunClock clock;
    private final ByteBuffer message;

    /**
     * Makes the reader of a flow.
     *
     * @param flow the flow
     * @param options how it is used, except for partial reads and the read time-out
     * @param largest size of the largest message that is expected, in bytes
     * @param clock the clock
     */
    public MessageReader(Flow flow, FlowOptions options, int largest, RunClock clock) {
        this.flow = flow;
        this.options = options.withPartialReads(false);
        this.clock = clock;
        this.message = ByteBuffer.allocate(largest);
        flow.options(this.options);
    }

    /** {@return the message that was read last, from position 0 to its limit; the next one overwrites it} */
    public ByteBuffer message() {
        return message;
    }

    /**
     * Waits for the next message.
     *
     * @param deadlineNs until when, by the clock
     * @return whether there is one
     * @throws FlowDown if nothing is left to read and the flow is not up
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    public boolean readUntil(long deadlineNs) throws InterruptedException {
        while (true) {
            try {
                if (flow.tryRead(message.clear()) != Flow.WOULD_BLOCK) {
                    message.flip();
                    return true;
                }
                long leftNs = deadlineNs - clock.nowNs();
                if (leftNs <= 0) {
                    return false;
                }
                flow.options(options.withReadTimeout(Duration.ofNanos(leftNs)));
                flow.read(message.clear());
                message.flip();
                return true;
            } catch (FlowTimedOut _) {
                return false;
            } catch (MessageTooLarge _) {
                // the next one may be expected
            }
        }
    }

    /**
     * Spins until there is a message.
     *
     * @param deadlineNs until when, by the clock
     * @return whether there is one
     * @throws FlowDown if nothing is left to read and the flow is not up
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean spinUntil(long deadlineNs) throws InterruptedException {
        while (true) {
            try {
                if (flow.tryRead(message.clear()) != Flow.WOULD_BLOCK) {
                    message.flip();
                    return true;
                }
            } catch (MessageTooLarge _) {
                continue; // the next one may be expected
            }
            if (deadlineNs - clock.nowNs() <= 0) {
                return false;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Thread.onSpinWait();
        }
    }
}
