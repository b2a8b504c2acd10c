// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.nio.ByteBuffer;

/**
 * What a member says last on a flow to a neighbour that it gives up while the neighbour may still hold it, since not every layer tells
 * that a flow was released: eight bytes that read {@code FAREWELL}, on a management flow and on one of data transfer, where nothing else is
 * that long: it is too short for a header. Members of the C prototype are not sent it.
 */
public final class Farewell {
    private static final long FAREWELL = 0x46415245_57454C4CL;

    private Farewell() {}

    /** {@return the message in bytes} */
    public static byte[] encode() {
        return ByteBuffer.allocate(Long.BYTES).putLong(FAREWELL).array();
    }

    /**
     * Tells a farewell from other messages.
     *
     * @param message all of it
     * @return whether it is one
     */
    public static boolean is(byte[] message) {
        return message.length == Long.BYTES && ByteBuffer.wrap(message).getLong() == FAREWELL;
    }
}
