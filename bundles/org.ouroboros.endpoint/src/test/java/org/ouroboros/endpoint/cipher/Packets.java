// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Puts bytes into packets and takes them out. */
final class Packets {
    private final PacketPool pool = new PacketPool(1 << 20);

    Packet of(byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    /** {@return the bytes of a packet, which is released} */
    byte[] take(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
        packet.release();
        return bytes;
    }

    long outstanding() {
        return pool.outstanding();
    }
}
