// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of a ping or its reply (end-to-end specification, section 7.1). The packet is filled up with zeros.
 *
 * <pre>
 *   0        4        8           16            24
 *   +--------+--------+-----------+-------------+-----
 *   | type   | id     | seconds   | nanoseconds | 0 ...    big-endian; the time little-endian
 *   +--------+--------+-----------+-------------+-----
 * </pre>
 *
 * <p>The time is echoed unchanged: its clock and its byte order are the client's own.
 *
 * @param type {@link #REQUEST} or {@link #REPLY}; others are not ours
 * @param id number of the ping, from 0, unsigned
 * @param timeNs the client's clock when it sent the ping, in nanoseconds
 */
record OpingPacket(int type, int id, long timeNs) {
    static final int REQUEST = 0;
    static final int REPLY = 1;

    static final int SMALLEST = 64;
    static final int LARGEST = 1_500;

    private static final int HEADER = 24;
    private static final long SECOND_NS = 1_000_000_000L;

    /** Writes the header to the front of {@code packet}, of which neither position nor limit change. */
    void write(ByteBuffer packet) {
        packet.putInt(0, type);
        packet.putInt(4, id);
        packet.putLong(8, Long.reverseBytes(Math.floorDiv(timeNs, SECOND_NS)));
        packet.putLong(16, Long.reverseBytes(Math.floorMod(timeNs, SECOND_NS)));
    }

    /** {@return the header at the front of {@code packet}, or empty when it is too short to have one} */
    static Optional<OpingPacket> read(ByteBuffer packet) {
        if (packet.limit() < HEADER) {
            return Optional.empty();
        }
        long seconds = Long.reverseBytes(packet.getLong(8));
        long nanoseconds = Long.reverseBytes(packet.getLong(16));
        return Optional.of(new OpingPacket(packet.getInt(0), packet.getInt(4), seconds * SECOND_NS + nanoseconds));
    }
}
