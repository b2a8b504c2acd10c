// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import org.ouroboros.policy.congestion.CongestionState;

/**
 * How much the sending end of a flow may send in a slot of time (network specification, section 7.3).
 *
 * <p>A slot is 2<sup>n</sup> ns long. Its length follows the packets, 8 to 64 in a slot, and limit and increase follow its length, so
 * that they stand for the same rates.
 *
 * <p>The specification bounds neither length nor limit. Here a slot is 1 ms to 8.6 s long: timers that wake a host later than at the
 * end of shorter slots would hold the flow to 64 packets for each of their own. The limit is at least one byte: whatever the peer
 * echoes, one packet goes in a slot.
 *
 * <p>The specification raises the rate by 31 Mbit/s in a slot. On a link that carries little more, the queue then swings so far that a
 * slower flow never sees it short, and starves. Here that is the most; what it is grows with the root of the rate, so that flows which
 * see the same queue still come to the same rate.
 *
 * <p>The specification lets the whole limit go at once. That burst meets its own queue, and the echo of its last packets stays until
 * the next one has been sent, so that the limit never grows. Here it goes in eight parts.
 */
final class SendWindow {
    private static final int FEWEST_PACKETS = 8;
    private static final int MOST_PACKETS = 64;
    private static final long LONGEST_WAIT_NS = 1_000_000_000;

    private static final int FIRST_SHIFT = 24;
    private static final int LEAST_SHIFT = 20;
    private static final int GREATEST_SHIFT = 33;

    /** A slot has so many parts, as far as they are not shorter than the shortest slot. */
    private static final int PARTS_SHIFT = 3;

    private static final long FIRST_INCREASE = 65_536;

    /** Packets after which an echo that is not renewed counts no more. */
    private static final int ECHO_LIFE = 32;

    /** Growth of the rate in a slot, in bytes per second, for the root of the rate: 5 % at 40 Mbit/s, all of the increase at 10 Gbit/s. */
    private static final double GROWTH = 110;

    private static final int DECREASE_SHIFT = 13;
    private static final double NS_PER_SECOND = 1e9;

    /** A rate that is taken over is at most this: products with it stay far from 2<sup>63</sup>. */
    private static final long FASTEST = 1L << 40;

    private final long originNs; // slots are counted from here: the clock may wrap around
    private int shift = FIRST_SHIFT; // tx_mul: a slot is 2^shift ns
    private long slot; // tx_slot
    private long sentBytes; // tx_wbc: in the window
    private long sentPackets; // tx_wpc
    private long limit; // tx_wbl: bytes in a slot
    private long increase = FIRST_INCREASE; // tx_inc: bytes, for each slot without congestion
    private int echoed; // tx_ece
    private int sinceEcho; // tx_ctr: packets, counted while an echo lives
    private boolean avoiding; // tx_cav
    private long partBytes = -1; // up to which dueNs holds: bytes in the window
    private long dueNs; // when the next packet may leave

    SendWindow(CongestionState start, long nowNs) {
        originNs = nowNs;
        limit = Math.max(1, (long) Math.scalb(Math.min(start.limitBytesPerSecond(), FASTEST) / NS_PER_SECOND, shift));
        echoed = start.echoed();
        avoiding = !start.slowStart();
    }

    void onEcho(int ece) {
        echoed = ece;
        sinceEcho = 0;
        avoiding = true;
    }

    /** {@return how long the packets after this one have to wait, in nanoseconds} */
    long onSend(int bytes, long nowNs) {
        long timeNs = Math.max(0, nowNs - originNs); // the clock of packets may be a little behind
        sentPackets++;
        sentBytes += bytes;
        if (sinceEcho == ECHO_LIFE) {
            echoed = 0;
        } else {
            sinceEcho++;
        }
        long now = timeNs >> shift;
        if (now > slot) {
            slot = now;
            adjustLimit();
            if (!adjustSlot()) {
                sentBytes = 0;
                sentPackets = 0;
            }
            partBytes = -1;
        }
        if (sentBytes > partBytes) {
            divide();
        }
        return Math.clamp(dueNs - timeNs, 0, LONGEST_WAIT_NS);
    }

    /**
     * Finds when the next packet may leave, and how long that holds. What may be sent is spread over the slot: in each part of it goes a
     * part of the limit.
     */
    private void divide() {
        int partShift = Math.max(shift - PARTS_SHIFT, LEAST_SHIFT);
        int parts = 1 << (shift - partShift);
        long full = Math.min(parts, Math.max(0, sentBytes - 1) * parts / limit);
        partBytes = full == parts ? Long.MAX_VALUE : (full + 1) * limit / parts;
        dueNs = full == 0 ? 0 : (slot << shift) + (full << partShift);
    }

    private void adjustLimit() {
        if (!avoiding) {
            if (sentBytes > limit) {
                limit *= 2;
            }
        } else if (echoed != 0) {
            limit = Math.max(1, limit - ((limit * echoed) >> DECREASE_SHIFT));
        } else {
            limit = sentBytes + Math.min(increase, growth());
        }
    }

    /** {@return bytes by which the limit grows in a slot without congestion, at the rate of this one} */
    private long growth() {
        return (long) (GROWTH * Math.sqrt(Math.scalb((double) sentBytes, shift) / NS_PER_SECOND));
    }

    /** Fits the length of a slot to the packets of the last one. {@return whether the window goes on} */
    private boolean adjustSlot() {
        int by = 0;
        while ((sentPackets << by) < FEWEST_PACKETS && shift + by < GREATEST_SHIFT) {
            by++;
        }
        if (by > 0) {
            return lengthen(by);
        }
        while ((sentPackets >> by) > MOST_PACKETS && shift - by > LEAST_SHIFT) {
            by++;
        }
        shorten(by);
        return false;
    }

    /** Where the longer slot begins an even longer one, the window goes on to the end of the next slot. */
    private boolean lengthen(int by) {
        shift += by;
        slot >>= by;
        limit <<= by;
        increase <<= by;
        boolean first = (slot & ((1L << by) - 1)) == 0;
        if (first) {
            slot++;
        }
        return first;
    }

    private void shorten(int by) {
        shift -= by;
        slot <<= by;
        limit = Math.max(1, limit >> by);
        increase >>= by;
    }

    /** {@return the rate that the limit stands for, rounded up: a successor then has the same limit} */
    long bytesPerSecond() {
        return (long) Math.ceil(Math.scalb(limit * NS_PER_SECOND, -shift));
    }

    int echoed() {
        return echoed;
    }

    boolean slowStart() {
        return !avoiding;
    }
}
