// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/** A message that does not fit: into a packet of the flow when writing, into the reader's buffer when reading. */
public final class MessageTooLarge extends FlowException {
    private static final long serialVersionUID = 1L;

    private final int limitBytes;

    /**
     * Describes a message that does not fit.
     *
     * @param limitBytes largest message that would have fitted, in bytes
     * @param message which flow, the size and the limit
     */
    public MessageTooLarge(int limitBytes, String message) {
        super(message);
        this.limitBytes = limitBytes;
    }

    /** {@return the largest message that would have fitted, in bytes} */
    public int limitBytes() {
        return limitBytes;
    }
}
