// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a member tells of one of its links (network specification, section 9.1). All fields are big-endian.
 *
 * <pre>
 *   0         8         16        24                  32
 *   +---------+---------+---------+- - - - - - - - - -+
 *   | d_addr  | s_addr  | seqno   | a withdrawal only |
 *   +---------+---------+---------+- - - - - - - - - -+
 * </pre>
 *
 * <p>A withdrawal is longer, by eight bytes that read {@code WITHDRAW}: members of the C prototype discard messages of any length
 * but 24, and go by age.
 *
 * @param from address of the near end, which announces the link
 * @param to address of the far end
 * @param sequence number of the announcement, unsigned
 * @param withdrawn whether the link is no longer there
 */
public record LinkStateMessage(long from, long to, long sequence, boolean withdrawn) {
    private static final int ANNOUNCEMENT_BYTES = 24;
    private static final int WITHDRAWAL_BYTES = 32;
    private static final long WITHDRAWAL = 0x57495448_44524157L;

    /** {@return the message in bytes} */
    public byte[] encode() {
        byte[] message = new byte[withdrawn ? WITHDRAWAL_BYTES : ANNOUNCEMENT_BYTES];
        ByteBuffer bytes = ByteBuffer.wrap(message).putLong(to).putLong(from).putLong(sequence);
        if (withdrawn) {
            bytes.putLong(WITHDRAWAL);
        }
        return message;
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @return the message; empty if it is malformed
     */
    public static Optional<LinkStateMessage> decode(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        boolean withdrawn = message.length == WITHDRAWAL_BYTES && bytes.getLong(ANNOUNCEMENT_BYTES) == WITHDRAWAL;
        if (message.length != ANNOUNCEMENT_BYTES && !withdrawn) {
            return Optional.empty();
        }
        long to = bytes.getLong();
        long from = bytes.getLong();
        return from == 0 || to == 0 || from == to
                ? Optional.empty()
                : Optional.of(new LinkStateMessage(from, to, bytes.getLong(), withdrawn));
    }
}
