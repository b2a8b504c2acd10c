// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/** A read or write on a flow that cannot carry data now. What had arrived before is delivered first. */
public final class FlowDown extends FlowException {
    private static final long serialVersionUID = 1L;

    private final FlowState state;

    /**
     * Describes a flow that is down.
     *
     * @param state the state the flow is in, anything but {@link FlowState#UP}
     * @param message which flow, and why it is down
     */
    public FlowDown(FlowState state, String message) {
        super(message);
        this.state = state;
    }

    /** {@return the state the flow is in} */
    public FlowState state() {
        return state;
    }
}
