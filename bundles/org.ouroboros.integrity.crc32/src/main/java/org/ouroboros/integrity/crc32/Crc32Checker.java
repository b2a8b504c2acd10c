// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.integrity.crc32;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.integrity.IntegrityPolicy.Checker;

/**
 * Puts a CRC-32 behind packets, and checks it (end-to-end specification, section 2.9).
 *
 * <pre>
 *   0                      n          n+4
 *   +----------------------+----------+
 *   | what is protected    | CRC-32   |      unsigned, big-endian
 *   +----------------------+----------+
 * </pre>
 */
final class Crc32Checker implements Checker {
    private static final int TRAILER = Integer.BYTES;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final CRC32 crc = new CRC32();

    @Override
    public int trailerBytes() {
        return TRAILER;
    }

    @Override
    public void protect(Packet packet) {
        int length = packet.length();
        int sum = sum(packet, length);
        packet.append(TRAILER);
        packet.segment().set(INT, packet.offset() + length, sum);
    }

    /** {@inheritDoc} A packet of which nothing but a checksum is there protects nothing. */
    @Override
    public boolean verify(Packet packet) {
        int length = packet.length() - TRAILER;
        if (length <= 0 || packet.segment().get(INT, packet.offset() + length) != sum(packet, length)) {
            return false;
        }
        packet.trim(TRAILER);
        return true;
    }

    @Override
    public void close() {}

    private int sum(Packet packet, int length) {
        crc.reset();
        crc.update(packet.view(0, length));
        return (int) crc.getValue();
    }
}
