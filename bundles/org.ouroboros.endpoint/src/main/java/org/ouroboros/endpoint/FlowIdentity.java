// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.api.QosSpec;

/**
 * What identifies one end of a flow.
 *
 * @param id its number in the system
 * @param name the name that the flow was allocated to
 * @param qos QoS of the flow
 */
public record FlowIdentity(int id, String name, QosSpec qos) {
    @Override
    public String toString() {
        return "flow " + id + " (" + name + ")";
    }
}
