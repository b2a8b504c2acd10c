// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Identity of an allocation: 128 bits that the client has drawn. Both ends of a flow know it by that of the allocation that made it.
 *
 * @param high the first half
 * @param low the second half
 */
public record AllocationId(long high, long low) {
    /** {@return the identity in a message} */
    static AllocationId of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new AllocationId(in.getLong(), in.getLong());
    }

    /** {@return the identity as it is on the wire} */
    byte[] bytes() {
        return ByteBuffer.allocate(OapMessage.ID_BYTES)
                .putLong(high)
                .putLong(low)
                .array();
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
