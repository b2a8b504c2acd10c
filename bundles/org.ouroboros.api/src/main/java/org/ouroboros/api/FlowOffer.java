// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/**
 * A flow that is asked for, and what the application says with that.
 *
 * @param name the name that is asked for
 * @param qos QoS of the flow
 * @param data what the application says; possibly empty
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
public record FlowOffer(String name, QosSpec qos, byte[] data) {
    /** Most bytes that applications may say to each other with an allocation. What a layer carries of them is less: some 1,700. */
    public static final int MOST_DATA = 65_000;
}
