// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;

/**
 * Receives what a flow carries and reports it by intervals, until nothing comes any more. Confined to one thread.
 *
 * <p>The time that is measured begins with the first packet.
 */
public final class TrafficReceiver {
    /** Takes packets. */
    @ConsumerType
    @FunctionalInterface
    public interface Handler {
        /**
         * Takes one packet.
         *
         * @param packet the packet, from position 0 to its limit; it is valid during the call
         * @throws InterruptedException if the thread was interrupted
         */
        void take(ByteBuffer packet) throws InterruptedException;
    }

    /** Why nothing more is received. */
    public enum End {
        /** No packet came for too long, or none could be written. */
        TIMED_OUT,
        /** The flow is down. */
        DOWN
    }

    private final Flow flow;
    private final long idleNs;
    private final RunClock clock;
    private final Consumer<FlowReport> reports;
    private final MessageReader reader;
    private final Duration interval;
    private @Nullable TrafficMeter meter;
    private long latestNs;

    /**
     * Makes the receiver of a flow.
     *
     * @param flow the flow
     * @param idle longest silence, positive; also the longest time that a writer on the flow waits
     * @param interval time between reports, positive
     * @param clock the clock
     * @param reports is told after each interval what came in it, and in the end what came since; not of nothing in the end
     */
    public TrafficReceiver(Flow flow, Duration idle, Duration interval, RunClock clock, Consumer<FlowReport> reports) {
        this.flow = flow;
        this.idleNs = TimeUnit.NANOSECONDS.convert(idle);
        this.clock = clock;
        this.reports = reports;
        this.reader = new MessageReader(flow, FlowOptions.DEFAULT.withWriteTimeout(idle), flow.largestMessage(), clock);
        this.interval = interval;
    }

    /**
     * Waits for a packet that is not counted, such as one that says what is to come.
     *
     * @return the packet, or an empty one if nothing came in time
     * @throws FlowDown if the flow is down
     * @throws InterruptedException if the thread was interrupted
     */
    public ByteBuffer first() throws InterruptedException {
        return reader.readUntil(clock.nowNs() + idleNs) ? reader.message() : ByteBuffer.allocate(0);
    }

    /**
     * Receives until nothing comes any more.
     *
     * @param head how much longer than usual the first packet may take
     * @param handler takes each packet
     * @return why it ended
     * @throws InterruptedException if the thread was interrupted
     */
    public End receive(Duration head, Handler handler) throws InterruptedException {
        End end = receiveAll(clock.nowNs() + idleNs + TimeUnit.NANOSECONDS.convert(head), handler);
        if (meter != null) {
            FlowReport rest = meter.rest(clock.nowNs());
            if (rest.packets() > 0) {
                reports.accept(rest);
            }
        }
        return end;
    }

    private End receiveAll(long firstNs, Handler handler) throws InterruptedException {
        long silentNs = firstNs;
        try {
            while (true) {
                boolean came = reader.readUntil(nextNs(silentNs));
                long nowNs = clock.nowNs();
                if (came) {
                    silentNs = nowNs + idleNs;
                    count(nowNs);
                    handler.take(reader.message());
                } else if (nowNs - silentNs >= 0) {
                    return End.TIMED_OUT;
                }
                if (meter != null) {
                    meter.take(nowNs).ifPresent(reports);
                }
            }
        } catch (FlowTimedOut _) {
            return End.TIMED_OUT;
        } catch (FlowDown _) {
            return End.DOWN;
        }
    }

    /** {@return when there is something to do even if nothing comes} */
    private long nextNs(long silentNs) {
        return meter != null && meter.dueNs() - silentNs < 0 ? meter.dueNs() : silentNs;
    }

    private void count(long nowNs) {
        if (meter == null) {
            meter = new TrafficMeter(flow.id(), interval, nowNs);
        }
        meter.count(reader.message().limit());
        latestNs = nowNs;
    }

    /** {@return what came in all, in the time from the first packet to the last} */
    public FlowReport total() {
        return meter == null ? FlowReport.of(flow.id(), 0, 0, 0) : meter.total(latestNs);
    }
}
