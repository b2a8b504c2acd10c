// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

/**
 * Where a flow is, in the terms of the protocol (end-to-end specification, sections 2.4 and 6.5).
 *
 * @param sender the sending direction
 * @param receiver the receiving direction
 * @param srttNs smoothed round trip, in nanoseconds; 0 before the first sample
 * @param mdevNs its mean deviation
 * @param rtoNs how long a packet may be unacknowledged
 */
record FrcpState(Sending sender, Receiving receiver, long srttNs, long mdevNs, long rtoNs) {
    /**
     * The sending direction.
     *
     * @param lwe the oldest number that is not acknowledged
     * @param rwe the first number that must not be sent
     * @param seq the next number
     */
    record Sending(int lwe, int rwe, int seq) {
        /** {@return how many packets are not acknowledged} */
        int outstanding() {
            return seq - lwe;
        }
    }

    /**
     * The receiving direction.
     *
     * @param open whether the peer has begun a run
     * @param expected the next number that is expected
     * @param rwe the first number that the peer must not send
     * @param held packets that arrived and were not delivered yet
     */
    record Receiving(boolean open, int expected, int rwe, int held) {}
}
