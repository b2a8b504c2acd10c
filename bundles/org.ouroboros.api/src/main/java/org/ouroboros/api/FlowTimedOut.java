// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/** A read or write that did not finish within the time-out set in {@link FlowOptions}. The flow stays as it is. */
public final class FlowTimedOut extends FlowException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes a time-out.
     *
     * @param message which flow, which operation, and how long it waited
     */
    public FlowTimedOut(String message) {
        super(message);
    }
}
