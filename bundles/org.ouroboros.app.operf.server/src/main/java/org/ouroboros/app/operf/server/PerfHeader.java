// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What the first packet of a test says (end-to-end specification, section 7.5): four bytes, 0 for one way, 1 for there and back, in
 * the byte order of the client. That of a test one way cannot be told; it is taken for little-endian.
 *
 * @param echo whether packets go back
 * @param order byte order of the client
 */
record PerfHeader(boolean echo, ByteOrder order) {
    /** {@return what a first packet says, or empty if it begins no test} */
    static Optional<PerfHeader> read(ByteBuffer packet) {
        if (packet.limit() != Integer.BYTES) {
            return Optional.empty();
        }
        return switch (packet.order(ByteOrder.LITTLE_ENDIAN).getInt(0)) {
            case 0 -> Optional.of(new PerfHeader(false, ByteOrder.LITTLE_ENDIAN));
            case 1 -> Optional.of(new PerfHeader(true, ByteOrder.LITTLE_ENDIAN));
            case 1 << 24 -> Optional.of(new PerfHeader(true, ByteOrder.BIG_ENDIAN));
            default -> Optional.empty();
        };
    }

    /** {@return the number of a packet of the test} */
    long number(ByteBuffer packet) {
        return Integer.toUnsignedLong(packet.order(order).getInt(0));
    }
}
