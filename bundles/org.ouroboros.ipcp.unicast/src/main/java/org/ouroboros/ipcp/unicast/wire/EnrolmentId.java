// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.nio.ByteBuffer;
import org.ouroboros.ipcp.unicast.wire.Fields.Malformed;

/** The first field of every enrolment message: exactly 8 bytes. */
final class EnrolmentId {
    private EnrolmentId() {}

    static byte[] bytes(long id) {
        byte[] bytes = new byte[Long.BYTES];
        ByteBuffer.wrap(bytes).putLong(id);
        return bytes;
    }

    static long of(Fields fields) throws Malformed {
        byte[] id = fields.bytes(1);
        if (id.length != Long.BYTES) {
            throw new Malformed("an id of " + id.length + " bytes");
        }
        return ByteBuffer.wrap(id).getLong();
    }
}
