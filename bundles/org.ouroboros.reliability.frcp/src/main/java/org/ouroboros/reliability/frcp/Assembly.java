// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;

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

    /** {@return the packets of what is not complete, whose ownership passes} */
    List<Kept> handOver() {
        int number = next - pieces;
        List<Kept> kept = new ArrayList<>();
        Packet rest = take();
        while (rest != null) {
            Packet piece = rest;
            rest = piece.detach();
            int flags = FrcpFormat.MORE | (kept.isEmpty() ? FrcpFormat.FIRST : 0);
            kept.add(Pieces.kept(number++, piece, flags, 0, 0));
        }
        return kept;
    }

    /** Goes on with the packets of what is not complete. */
    void resume(List<Kept> kept) {
        kept.forEach(each -> add(each.packet(), Pieces.flags(each), each.number()));
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
