// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * The way from one member of a link to another one. Confined to the loop of the link.
 *
 * <pre>
 *   send -&gt; queue (until the rate lets it go) -&gt; wire (delay) -&gt; deliver
 *                                                   |              ^
 *                                                   +-&gt; held ------+ (until another one was delivered)
 * </pre>
 *
 * <p>The fate of a packet is drawn when it is sent, with three random numbers for each, so that it follows from the seed and
 * the number of packets before. Nothing is delivered in the call that sends it, but by the one timer of the direction.
 */
final class Direction implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Direction.class.getName());

    private static final long NEVER = Long.MAX_VALUE;

    /** A message on the control path. */
    private record Message(long dueNs, Runnable task) {}

    private final String name;
    private final Impairments impairments;
    private final IpcpLoop loop;
    private final RandomGenerator random;
    private final Pace pace;
    private final FarEnd farEnd;
    private final LoopTimer timer;

    // where flights are, those that move on first in front; more are held at the far end: no more than packets of the
    // pools, and one for the news of each flow that ends
    private final Deque<Flight> queue = new ArrayDeque<>();
    private final Deque<Flight> wire = new ArrayDeque<>();
    private final Deque<Flight> spare = new ArrayDeque<>();

    /** The control path, in order of time: one message at a time for each flow that is being allocated. */
    private final Deque<Message> messages = new ArrayDeque<>();

    /** Flows that wait for room in the queue; each is in here once. */
    private final Deque<VirtualFlow> blocked = new ArrayDeque<>();

    private boolean running;
    private boolean closed;
    private long alarmNs;

    private long sent;
    private long overflowed;

    /**
     * Makes an empty direction.
     *
     * @param name for people
     * @param impairments what happens to packets
     * @param number tells the random numbers of this direction from those of the others of the link
     * @param loop the loop of the link
     * @param pool where copies come from
     */
    Direction(String name, Impairments impairments, long number, IpcpLoop loop, PacketPool pool) {
        this.name = name;
        this.impairments = impairments;
        this.loop = loop;
        this.random = new SplittableRandom(new SplittableRandom(impairments.seed()).nextLong() ^ number);
        this.pace = new Pace(impairments.rate(), loop.nowNs());
        this.farEnd = new FarEnd(impairments.holdNs(), pool, spare);
        this.timer = loop.timer(this::run);
    }

    /** Sends a packet to the other end of a flow; ownership passes. */
    void send(VirtualFlow from, Packet packet) {
        sent++;
        boolean losing = random.nextDouble() < impairments.loss();
        boolean duplicating = random.nextDouble() < impairments.duplicate();
        boolean reordering = random.nextDouble() < impairments.reorder();
        if (closed || !from.carries()) {
            farEnd.discard(packet);
        } else if (!admits(from)) {
            overflowed++;
            packet.release();
        } else {
            Flight flight = flight(from.peer(), packet);
            flight.lost = losing;
            flight.duplicated = duplicating;
            flight.reordered = reordering;
            launch(flight, packet.length());
        }
    }

    /** Tells the other end of a flow, behind the packets sent before, that this end was deallocated. */
    void sendDeallocated(VirtualFlow from) {
        if (!closed) {
            launch(flight(from.peer(), null), 0);
        }
    }

    /** Runs a task at the far end of the control path. */
    void post(Runnable task) {
        if (!closed) {
            messages.add(new Message(loop.nowNs() + impairments.delayNs(), task));
            setAlarm();
        }
    }

    /** {@return whether the queue has room; if not, the flow is told when it has} */
    boolean admits(VirtualFlow from) {
        leaveQueue(loop.nowNs());
        if (hasRoom()) {
            return true;
        }
        if (from.block()) {
            blocked.add(from);
            setAlarm();
        }
        return false;
    }

    LinkCounters counters() {
        return farEnd.counters(sent, overflowed);
    }

    /** Drops what is under way. Nothing travels here any more. */
    @Override
    public void close() {
        closed = true;
        timer.cancel();
        drop(queue);
        drop(wire);
        drop(farEnd.held());
        messages.clear();
        blocked.clear();
        LOG.log(Level.DEBUG, "{0}: {1}", name, counters());
    }

    /** Ends as by {@link #close}, but what is under way and would arrive waits at the ends that it travels to. */
    void strand() {
        strand(farEnd.held());
        strand(wire);
        strand(queue);
        close();
    }

    private void strand(Deque<Flight> flights) {
        for (Flight flight = flights.poll(); flight != null; flight = flights.poll()) {
            Packet packet = flight.packet();
            if (packet != null && flight.to().open() && !flight.lost) {
                flight.to().strand(packet);
            } else if (packet != null) {
                farEnd.discard(packet);
            }
        }
    }

    private boolean hasRoom() {
        return queue.size() < impairments.queue();
    }

    private Flight flight(VirtualFlow to, @Nullable Packet packet) {
        Flight free = spare.poll();
        Flight flight = free == null ? new Flight() : free;
        flight.load(to, packet);
        return flight;
    }

    private void launch(Flight flight, int bytes) {
        long nowNs = loop.nowNs();
        flight.timeNs = pace.leavesNs(bytes, nowNs);
        queue.add(flight);
        leaveQueue(nowNs);
        setAlarm();
    }

    /** Moves what has been sent by now from the queue to the wire. */
    private void leaveQueue(long nowNs) {
        for (Flight flight = due(queue, nowNs); flight != null; flight = due(queue, nowNs)) {
            flight.timeNs += impairments.delayNs();
            wire.add(flight);
        }
    }

    /** The timer: everything that is due by now, and no more than that even if users answer at once. */
    private void run() {
        running = true;
        try {
            long nowNs = loop.nowNs();
            hearMessages(nowNs);
            leaveQueue(nowNs);
            int steps = wire.size() + farEnd.held().size();
            while (steps > 0 && step(nowNs)) {
                steps--;
            }
            unblock();
        } finally {
            running = false;
            setAlarm();
        }
    }

    /** Comes before packets: what is sent on a flow never overtakes the reply that makes it. */
    private void hearMessages(long nowNs) {
        for (int left = messages.size(); left > 0; left--) {
            Message message = messages.peek();
            if (message == null || message.dueNs - nowNs > 0) {
                return;
            }
            messages.remove();
            message.task.run();
        }
    }

    /** Does what comes next, if it is due: something arrives, or was held back for long enough. */
    private boolean step(long nowNs) {
        Flight arriving = wire.peek();
        Flight waiting = farEnd.held().peek();
        boolean expiring = waiting != null && (arriving == null || waiting.timeNs - arriving.timeNs < 0);
        Flight next = due(expiring ? farEnd.held() : wire, nowNs);
        if (next == null) {
            return false;
        }
        if (expiring) {
            farEnd.deliver(next);
        } else {
            farEnd.arrive(next);
        }
        return true;
    }

    private void drop(Deque<Flight> flights) {
        for (Flight flight = flights.poll(); flight != null; flight = flights.poll()) {
            Packet packet = flight.packet();
            if (packet != null) {
                farEnd.discard(packet);
            }
        }
    }

    private void unblock() {
        while (hasRoom() && !blocked.isEmpty()) {
            blocked.remove().unblock();
        }
    }

    /** Arms the timer for what comes next. */
    private void setAlarm() {
        if (running) {
            return;
        }
        long nowNs = loop.nowNs();
        long waitNs = Math.min(waitNs(wire, nowNs), waitNs(farEnd.held(), nowNs));
        waitNs = Math.min(waitNs, queueWaitNs(nowNs));
        if (!messages.isEmpty()) {
            waitNs = Math.min(waitNs, messages.element().dueNs - nowNs);
        }
        if (waitNs != NEVER && (!timer.armed() || nowNs + waitNs - alarmNs < 0)) {
            alarmNs = nowNs + waitNs;
            timer.arm(waitNs);
        }
    }

    /** What leaves the queue is of interest once it comes off the wire, and at once to those who wait for room. */
    private long queueWaitNs(long nowNs) {
        if (!blocked.isEmpty()) {
            return hasRoom() ? 0 : waitNs(queue, nowNs);
        }
        return queue.isEmpty() ? NEVER : waitNs(queue, nowNs) + impairments.delayNs();
    }

    private static long waitNs(Deque<Flight> flights, long nowNs) {
        Flight first = flights.peek();
        return first == null ? NEVER : first.timeNs - nowNs;
    }

    private static @Nullable Flight due(Deque<Flight> flights, long nowNs) {
        Flight first = flights.peek();
        return first != null && first.timeNs - nowNs <= 0 ? flights.poll() : null;
    }
}
