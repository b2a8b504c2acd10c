// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.nio.ByteBuffer;
import org.ouroboros.conformance.check.Broken;

/** Messages that carry a number, and are all of one length. */
final class Numbered {
    /** Length of a message. */
    static final int BYTES = 64;

    private Numbered() {}

    /** Writes the number of a message; {@return the message, to be sent} */
    static ByteBuffer write(ByteBuffer message, long number) {
        return message.clear().putLong(0, number);
    }

    /**
     * Reads the number of a message.
     *
     * @param message what arrived
     * @param latest the highest number that may have been sent
     * @throws Broken if no such message was sent
     */
    static long read(ByteBuffer message, long latest) {
        Broken.unless(
                message.remaining() == BYTES,
                "delivers a message of " + message.remaining() + " bytes where each has " + BYTES);
        long number = message.getLong(message.position());
        Broken.unless(
                number >= 0 && number <= latest,
                "delivers a message with the number " + number + " where the latest is " + latest);
        return number;
    }
}
