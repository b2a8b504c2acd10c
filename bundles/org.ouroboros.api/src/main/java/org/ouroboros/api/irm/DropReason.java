// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/** Why the end of a flow dropped a packet. */
public enum DropReason {
    /** The flow was over, given up, or had nobody to take it. */
    FLOW_OVER,
    /** The reader's queue was full. */
    QUEUE_FULL,
    /** What protects the flow refused it, or was not there. */
    PROTECTION,
    /** It did not fit the reader's buffer, and partial reads were off. */
    TOO_LARGE,
    /** It was written, and the flow ended before it could be sent. */
    UNSENT
}
