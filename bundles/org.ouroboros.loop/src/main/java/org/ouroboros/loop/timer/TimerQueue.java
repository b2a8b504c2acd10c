// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.timer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * The armed timers of one loop, in order of time, and of arming among equals. Confined to the loop, but for
 * {@link #timer} and {@link #size}.
 *
 * <p>A binary heap in which each timer knows its place: arming and cancelling take logarithmic time and allocate nothing.
 * Its size is bounded by the number of timers, since a timer is in it once at most.
 */
public final class TimerQueue {
    /** Longest delay: half of what differences of the clock can express, so that late timers still compare. */
    private static final long LONGEST_DELAY_NS = Long.MAX_VALUE / 2;

    private final IpcpLoop loop;
    private final AtomicInteger published = new AtomicInteger();
    private @Nullable Timer[] heap = new Timer[64];
    private int size;
    private long armings;

    /**
     * Makes an empty queue.
     *
     * @param loop whoever holds it may arm and cancel
     */
    public TimerQueue(IpcpLoop loop) {
        this.loop = loop;
    }

    /**
     * Makes a timer. Any thread.
     *
     * @param task what it runs
     * @return a timer that is not armed
     */
    public Timer timer(Runnable task) {
        return new Timer(task);
    }

    /** {@return how many timers are armed} Any thread. */
    public int size() {
        return published.getOpaque();
    }

    /** {@return whether no timer is armed} */
    public boolean isEmpty() {
        return size == 0;
    }

    /** {@return when the first timer goes off, on the clock of the loop} Only if there is one. */
    public long earliestNs() {
        return at(0).dueNs;
    }

    /**
     * Takes the first timer out if it is due.
     *
     * @param nowNs the time on the clock of the loop
     * @return what the timer runs, or null if none is due
     */
    public @Nullable Runnable poll(long nowNs) {
        if (size == 0 || earliestNs() - nowNs > 0) {
            return null;
        }
        Timer first = at(0);
        remove(first);
        return first.task;
    }

    private void insert(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        timer.index = size;
        resize(size + 1);
    }

    private void remove(Timer timer) {
        Timer last = at(size - 1);
        heap[size - 1] = null;
        resize(size - 1);
        if (last != timer) {
            last.index = timer.index;
            settle(last);
        }
        timer.index = Timer.IDLE;
    }

    private void resize(int newSize) {
        size = newSize;
        published.setOpaque(newSize);
    }

    /** Puts a timer where it belongs, starting from its index, which nobody else occupies. */
    private void settle(Timer timer) {
        int index = timer.index;
        while (index > 0 && timer.before(at((index - 1) / 2))) {
            index = move((index - 1) / 2, index);
        }
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            if (!at(child).before(timer)) {
                break;
            }
            index = move(child, index);
        }
        heap[index] = timer;
        timer.index = index;
    }

    private int move(int from, int to) {
        Timer moved = at(from);
        heap[to] = moved;
        moved.index = to;
        return from;
    }

    @SuppressWarnings("NullAway") // below size the heap is full
    private Timer at(int index) {
        return heap[index];
    }

    /** A timer of this queue. */
    public final class Timer implements LoopTimer {
        private static final int IDLE = -1;

        private final Runnable task;
        private int index = IDLE;
        private long dueNs;
        private long arming;

        private Timer(Runnable task) {
            this.task = task;
        }

        @Override
        public void arm(long delayNs) {
            checkHeld();
            armUnheld(delayNs);
        }

        /**
         * Arms as {@link #arm} does, for a loop that knows that nobody else is in the queue.
         *
         * @param delayNs as there
         */
        public void armUnheld(long delayNs) {
            dueNs = loop.nowNs() + Math.clamp(delayNs, 0, LONGEST_DELAY_NS);
            arming = armings++;
            if (!armed()) {
                insert(this);
            }
            settle(this);
        }

        @Override
        public void cancel() {
            checkHeld();
            if (armed()) {
                remove(this);
            }
        }

        @Override
        public boolean armed() {
            return index != IDLE;
        }

        private boolean before(Timer other) {
            long difference = dueNs - other.dueNs;
            return difference < 0 || (difference == 0 && arming - other.arming < 0);
        }

        private void checkHeld() {
            if (!loop.held()) {
                throw new IllegalStateException(
                        "a timer of loop " + loop.name() + " used by a thread that does not hold it: "
                                + Thread.currentThread().getName());
            }
        }
    }
}
