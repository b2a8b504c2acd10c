// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that share cache lines with each other, and with nothing else.
 *
 * <p>For what a thread writes for each packet: a line that others read or write as well would cost each of them a trip to the
 * other's cache. Memory order is in the names of the methods, as in {@link VarHandle}.
 */
public final class PaddedLongs {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /** A cache line and its neighbour, which processors fetch with it, on either side. */
    private static final int PADDING = 16;

    private final long[] elements;

    /**
     * Makes numbers that are 0.
     *
     * @param count how many
     */
    public PaddedLongs(int count) {
        elements = new long[PADDING + count + PADDING];
    }

    /**
     * {@return a number, as its only writer sees it}
     *
     * @param index which, from 0
     */
    public long get(int index) {
        return elements[PADDING + index];
    }

    /**
     * Sets a number that no other thread reads now.
     *
     * @param index which, from 0
     * @param value what it becomes
     */
    public void set(int index, long value) {
        elements[PADDING + index] = value;
    }

    /**
     * {@return a number, as another thread wrote it, possibly a little late}
     *
     * @param index which, from 0
     */
    public long getOpaque(int index) {
        return (long) ELEMENT.getOpaque(elements, PADDING + index);
    }

    /**
     * Sets a number that other threads read, possibly a little late.
     *
     * @param index which, from 0
     * @param value what it becomes
     */
    public void setOpaque(int index, long value) {
        ELEMENT.setOpaque(elements, PADDING + index, value);
    }

    /**
     * {@return a number, with what its writer released with it}
     *
     * @param index which, from 0
     */
    public long getAcquire(int index) {
        return (long) ELEMENT.getAcquire(elements, PADDING + index);
    }

    /**
     * Sets a number; who acquires it sees what was written before.
     *
     * @param index which, from 0
     * @param value what it becomes
     */
    public void setRelease(int index, long value) {
        ELEMENT.setRelease(elements, PADDING + index, value);
    }

    /**
     * Sets a number if it has a certain value.
     *
     * @param index which, from 0
     * @param expected that value
     * @param value what it becomes
     * @return whether it had that value
     */
    public boolean compareAndSet(int index, long expected, long value) {
        return ELEMENT.compareAndSet(elements, PADDING + index, expected, value);
    }
}
