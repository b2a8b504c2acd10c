// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowTimedOut;

/**
 * Sends packets of one size over a flow, at a constant rate or as a flood, for a time.
 *
 * <p>Packet <i>n</i> is due <i>n</i> gaps after the start, whenever those before it were sent: what a sleep that was too long,
 * or a full flow, held up is sent at once. Apart from {@link #end}, everything is done by one thread. Nothing is allocated
 * per packet.
 */
public final class LoadSender {
    /** Time between reports, and longest time that a full flow holds the sender before it looks at the clock. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The options of the flow on which a load is sent; who reads from it keeps the rest. */
    public static final FlowOptions OPTIONS = FlowOptions.DEFAULT.withWriteTimeout(INTERVAL);

    /** Marks packets. */
    @ConsumerType
    @FunctionalInterface
    public interface Stamp {
        /**
         * Marks a packet. Must not allocate.
         *
         * @param packet the packet, little-endian; written at absolute positions
         * @param number its number, from 0
         */
        void mark(ByteBuffer packet, long number);
    }

    private final Flow flow;
    private final Load load;
    private final Stamp stamp;
    private final RunClock clock;
    private final Consumer<FlowReport> progress;
    private final ByteBuffer packet;
    private @Nullable FlowReport total;
    private volatile boolean ended;
    private volatile @Nullable Thread sender;

    /**
     * Makes a sender.
     *
     * @param flow the flow, with {@link #OPTIONS}
     * @param load what to send
     * @param stamp marks each packet
     * @param clock the clock
     * @param progress is told every second what was sent in it, by the thread that sends
     */
    public LoadSender(Flow flow, Load load, Stamp stamp, RunClock clock, Consumer<FlowReport> progress) {
        this.flow = flow;
        this.load = load;
        this.stamp = stamp;
        this.clock = clock;
        this.progress = progress;
        this.packet = ByteBuffer.allocate(load.size()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes a packet that is not counted, and waits before the run. A run that is ended does not do so any more.
     *
     * @param first the packet
     * @param wait how long to wait
     * @throws FlowDown if the flow went down before, but for {@link #end}
     * @throws InterruptedException if the thread was interrupted while it waited for room
     */
    public void announce(ByteBuffer first, Duration wait) throws InterruptedException {
        sender = Thread.currentThread();
        try {
            flow.write(first);
        } catch (FlowDown e) {
            if (!ended) {
                throw e;
            }
        }
        long startNs = clock.nowNs();
        long leftNs = TimeUnit.NANOSECONDS.convert(wait);
        while (!ended && leftNs > 0) {
            clock.pause(leftNs);
            leftNs = TimeUnit.NANOSECONDS.convert(wait) - (clock.nowNs() - startNs);
        }
    }

    /**
     * Sends until the time is over, or until it is ended.
     *
     * @return what was sent
     * @throws FlowDown if the flow went down before, but for {@link #end}
     * @throws InterruptedException if the thread was interrupted while it waited for room
     */
    public FlowReport run() throws InterruptedException {
        sender = Thread.currentThread();
        long startNs = clock.nowNs();
        TrafficMeter meter = new TrafficMeter(flow.id(), INTERVAL, startNs);
        try {
            send(meter, startNs);
        } catch (FlowDown e) {
            if (!ended) {
                throw e;
            }
        } finally {
            total = meter.total(clock.nowNs());
        }
        return total();
    }

    /** {@return whether {@link #end} was called} */
    public boolean ended() {
        return ended;
    }

    /** {@return what was sent by the run that is over} */
    public FlowReport total() {
        return total == null ? FlowReport.of(flow.id(), 0, 0, 0) : total;
    }

    /** Ends the run soon, and the flow with it. Any thread; the sender is not interrupted. */
    public void end() {
        ended = true;
        flow.deallocate();
        LockSupport.unpark(sender);
    }

    private void send(TrafficMeter meter, long startNs) throws InterruptedException {
        long durationNs = TimeUnit.NANOSECONDS.convert(load.duration());
        double gapNs = load.gapNs();
        long elapsedNs = 0;
        while (!ended && elapsedNs < durationNs) {
            meter.take(startNs + elapsedNs).ifPresent(progress);
            long leftNs = (long) (meter.packets() * gapNs) - elapsedNs;
            if (leftNs <= 0) {
                send(meter);
            } else if (load.spin()) {
                Thread.onSpinWait();
            } else {
                long reportNs = meter.dueNs() - startNs - elapsedNs;
                clock.pause(Math.min(leftNs, Math.min(reportNs, durationNs - elapsedNs)));
            }
            elapsedNs = clock.nowNs() - startNs;
        }
    }

    private void send(TrafficMeter meter) throws InterruptedException {
        stamp.mark(packet, meter.packets());
        try {
            flow.write(packet.clear());
            meter.count(load.size());
        } catch (FlowTimedOut _) {
            // full for an interval: the caller looks at the clock and comes back with the same packet
        }
    }
}
