// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.util.Optional;

/**
 * Tells a member how an enrolment ended (network specification, section 4.3): a protobuf message.
 *
 * @param id the same as in the request
 * @param result 0 for success
 */
public record EnrolmentAck(long id, int result) {
    /** {@return the message in bytes} */
    public byte[] encode() {
        return new Fields().put(1, EnrolmentId.bytes(id)).put(2, result).encode();
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @return the message; empty if it is malformed
     */
    public static Optional<EnrolmentAck> decode(byte[] message) {
        return Fields.read(message, fields -> new EnrolmentAck(EnrolmentId.of(fields), (int) fields.number(2)));
    }
}
