// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.util.Optional;

/**
 * Asks a member to be enrolled (network specification, section 4.3): a protobuf message.
 *
 * @param id random, 8 bytes as a number
 */
public record EnrolmentRequest(long id) {
    /** {@return the message in bytes} */
    public byte[] encode() {
        return new Fields().put(1, EnrolmentId.bytes(id)).encode();
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @return the message; empty if it is malformed
     */
    public static Optional<EnrolmentRequest> decode(byte[] message) {
        return Fields.read(message, fields -> new EnrolmentRequest(EnrolmentId.of(fields)));
    }
}
