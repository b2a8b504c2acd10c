// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import org.ouroboros.api.QosSpec;

/**
 * A flow that is asked for.
 *
 * @param destination hash of the name
 * @param qos QoS of the flow
 * @param oap the client's message of the flow allocation protocol, carried as it is; possibly empty
 * @param user takes what arrives once the flow is there
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
public record Allocation(NameHash destination, QosSpec qos, byte[] oap, FlowUser user) {

    /**
     * The answer to an {@link Allocation} that was accepted.
     *
     * @param flow the flow to send on
     * @param oap the server's message of the flow allocation protocol; possibly empty
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    public record Reply(LayerFlow flow, byte[] oap) {}

    /**
     * A flow that a peer asks for.
     *
     * @param destination hash of the name
     * @param qos QoS of the flow
     * @param oap the client's message of the flow allocation protocol; possibly empty
     * @param flow the flow to send on, if it is accepted
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    public record Arrival(NameHash destination, QosSpec qos, byte[] oap, LayerFlow flow) {}

    /**
     * The answer to an {@link Arrival} that is accepted.
     *
     * @param user takes what arrives on the flow
     * @param oap the server's message of the flow allocation protocol; possibly empty
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    public record Acceptance(FlowUser user, byte[] oap) {}
}
