// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Puts messages into packets: into one, or into several, each hanging behind the one before, where the flow carries such. */
final class MessageCutter {
    private final PacketPool pool;
    private final int packetBytes;
    private final int pieces;

    /**
     * Makes a cutter.
     *
     * @param packetBytes length of the largest packet
     * @param pieces how many packets a message may take
     */
    MessageCutter(PacketPool pool, int packetBytes, int pieces) {
        this.pool = pool;
        this.packetBytes = packetBytes;
        this.pieces = pieces;
    }

    int largestMessage() {
        return packetBytes * pieces;
    }

    /**
     * Puts a message into packets.
     *
     * @param message at most {@link #largestMessage()} long; its position advances to its limit
     * @return the first packet, with the others behind it; null, and the message left as it is, when the pool has too few
     */
    @Nullable
    Packet cut(ByteBuffer message) {
        Packet first = pool.take();
        if (first == null) {
            return null;
        }
        if (message.remaining() <= packetBytes) {
            first.put(message);
            return first;
        }
        int start = message.position();
        int end = message.limit();
        Packet last = first;
        while (true) {
            last.put(message.limit(Math.min(end, message.position() + packetBytes)));
            if (message.limit(end).position() == end) {
                return first;
            }
            Packet next = pool.take();
            if (next == null) {
                first.release();
                message.position(start);
                return null;
            }
            last.attach(next);
            last = next;
        }
    }
}
