// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

/**
 * A server accepted a flow, or gave it up.
 *
 * @param event {@code new-flow} or {@code timed-out}
 * @param flow number of the flow
 */
public record FlowChange(String event, int flow) {
    /**
     * {@return that a flow was accepted}
     *
     * @param flow number of the flow
     */
    public static FlowChange accepted(int flow) {
        return new FlowChange("new-flow", flow);
    }

    /**
     * {@return that nothing came on a flow for too long}
     *
     * @param flow number of the flow
     */
    public static FlowChange timedOut(int flow) {
        return new FlowChange("timed-out", flow);
    }
}
