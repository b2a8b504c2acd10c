// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Packets for the check of a policy, all of which have to come back. */
final class Packets {
    private static final long LIMIT_BYTES = 16 << 20;

    private final PacketPool pool = new PacketPool(LIMIT_BYTES);

    PacketPool pool() {
        return pool;
    }

    /** {@return a packet with these bytes, owned by the caller} */
    Packet of(byte[] bytes) {
        Packet packet = pool.take();
        if (packet == null) {
            throw new Broken("keeps packets: all " + pool.limit() + " of the pool are taken");
        }
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    /** {@return what is in a packet, which stays with the caller} */
    static byte[] bytes(Packet packet) {
        return packet.segment().asSlice(packet.offset(), packet.length()).toArray(JAVA_BYTE);
    }

    /** Changes a bit of a packet. */
    static void flip(Packet packet, int bit) {
        int at = packet.offset() + bit / Byte.SIZE;
        byte before = packet.segment().get(JAVA_BYTE, at);
        packet.segment().set(JAVA_BYTE, at, (byte) (before ^ (1 << (bit % Byte.SIZE))));
    }

    /** {@return bytes without a pattern, the same for the same seed} */
    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    /** Requires that all packets are back. */
    void requireAllBack() {
        Broken.unless(pool.outstanding() == 0, "keeps packets: " + pool.outstanding() + " did not come back");
    }
}
