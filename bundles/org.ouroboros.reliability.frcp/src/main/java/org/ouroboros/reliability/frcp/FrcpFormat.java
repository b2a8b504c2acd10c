// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Wire format of the header of FRCP (end-to-end specification, section 2.1).
 *
 * <pre>
 *   0       1            4            8            12
 *   +-------+------------+------------+------------+-----------
 *   | flags | window     | seqno      | ackno      | payload      unsigned, big-endian
 *   +-------+------------+------------+------------+-----------
 * </pre>
 */
final class FrcpFormat {
    /** Length of the header. */
    static final int HEADER = 12;

    /** The packet carries payload, and a seqno. */
    static final int DATA = 0x01;

    /** Data run flag: nothing before this packet is unacknowledged. */
    static final int DRF = 0x02;

    /** The ackno is valid. */
    static final int ACK = 0x04;

    /** The window is valid. */
    static final int FC = 0x08;

    /** Rendez-vous: asks for a window. */
    static final int RDVS = 0x10;

    /** The packet begins a message. Between members that cut messages only, as {@link #MORE}. */
    static final int FIRST = 0x20;

    /** The packet does not end its message. */
    static final int MORE = 0x40;

    private static final int UNUSED = 0x80;
    private static final int WINDOW_BITS = 24;
    private static final int WINDOW_MASK = (1 << WINDOW_BITS) - 1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private FrcpFormat() {}

    /** Writes a header; of the window only the low 24 bits are carried. */
    static void write(MemorySegment bytes, long at, int flags, int window, int seqno, int ackno) {
        bytes.set(INT, at, (flags << WINDOW_BITS) | (window & WINDOW_MASK));
        bytes.set(INT, at + 4, seqno);
        bytes.set(INT, at + 8, ackno);
    }

    static int flags(MemorySegment bytes, long at) {
        return bytes.get(INT, at) >>> WINDOW_BITS;
    }

    /** {@return the low 24 bits of the window} */
    static int window(MemorySegment bytes, long at) {
        return bytes.get(INT, at) & WINDOW_MASK;
    }

    static int seqno(MemorySegment bytes, long at) {
        return bytes.get(INT, at + 4);
    }

    static int ackno(MemorySegment bytes, long at) {
        return bytes.get(INT, at + 8);
    }

    /**
     * Tells headers from what the prototype makes of retransmissions whose buffer was used again (section 2.8).
     *
     * @param flags the flags of a packet
     * @param length length of the packet, header included
     * @param cuts whether the peer cuts messages
     * @return whether a sender may send this
     */
    static boolean plausible(int flags, int length, boolean cuts) {
        if ((flags & UNUSED) != 0 || ((flags & (FIRST | MORE)) != 0 && (!cuts || (flags & DATA) == 0))) {
            return false;
        }
        if ((flags & DATA) != 0) {
            return length > HEADER && (flags & RDVS) == 0;
        }
        return length == HEADER
                && switch (flags & ~DRF) {
                    case ACK, FC, ACK | FC, RDVS -> true;
                    default -> false;
                };
    }
}
