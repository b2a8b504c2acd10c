// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState.Sending;

/** The sending direction of a flow. Confined to the loop. */
sealed interface Sender permits ReliableSender, OrderedSender {
    /** {@return whether a message can be sent now} */
    boolean writable();

    /** Sends a message; ownership passes. */
    void write(Packet packet);

    /**
     * Takes an acknowledgement.
     *
     * @param ackno the next number that the peer expects
     * @param bare whether it came without payload
     */
    void acknowledged(int ackno, boolean bare, long nowNs);

    /**
     * Takes a window.
     *
     * @param window its low 24 bits
     * @param marked whether it came without payload, but with DRF: the prototype never sends that
     */
    void window(int window, boolean marked, long nowNs);

    /** Wakes whoever was refused, if what was taken allows it. */
    void wake();

    /** {@return whether nothing is left to be acknowledged} */
    boolean settled();

    SendWindow sendWindow();

    /** {@return where it is, without the packets that are kept} */
    Sending state();

    /** {@return where it is, with the packets that are kept, whose ownership passes} Nothing but {@link #resume} follows. */
    Sending handOver();

    /** Goes on from there. */
    void resume(Sending state, long nowNs);

    /** Releases what it holds. */
    void close();
}
