// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;

/** Puts messages together from packets of which some are lost: a message is whole, or is not there. Confined to the loop. */
final class Assembly {
    private @Nullable Packet first;
    private @Nullable Packet last;
    private int next; // number of the packet that is missing
    private int pieces;

    /**
     * Takes a packet.
     *
     * @param packet ownership passes
     * @param flags say whether it begins a message, and whether it ends one
     * @param seqno later than all before
     * @return the message that it completes, or null
     */
    @Nullable
    Packet add(Packet packet, int flags, int seqno) {
        boolean more = (flags & FrcpFormat.MORE) != 0;
        if ((flags & FrcpFormat.FIRST) != 0) {
            clear();
            if (!more) {
                return packet;
            }
            first = packet;
        } else if (last != null && seqno == next && pieces < Pieces.MOST) {
            last.attach(packet);
        } else { // what came before it was lost
            clear();
            packet.release();
            return null;
        }
        last = packet;
        next = seqno + 1;
        pieces++;
        return more ? null : take();
    }

    /** Drops what is not complete. */
    void clear() {
        Packet incomplete = take();
        if (incomplete != null) {
            incomplete.release();
        }
    }

    private @Nullable Packet take() {
        Packet message = first;
        first = null;
        last = null;
        pieces = 0;
        return message;
    }
}
