// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.api.QosSpec;

/**
 * What identifies one end of a flow, and what the peer said when it was allocated.
 *
 * @param id its number in the system
 * @param name the name that the flow was allocated to
 * @param qos QoS of the flow
 * @param peerData what the application of the peer said
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
public record FlowIdentity(int id, String name, QosSpec qos, byte[] peerData) {
    private static final byte[] NOTHING = {};

    /**
     * Describes an end whose peer said nothing.
     *
     * @param id its number in the system
     * @param name the name that the flow was allocated to
     * @param qos QoS of the flow
     */
    public FlowIdentity(int id, String name, QosSpec qos) {
        this(id, name, qos, NOTHING);
    }

    @Override
    public String toString() {
        return "flow " + id + " (" + name + ")";
    }
}
