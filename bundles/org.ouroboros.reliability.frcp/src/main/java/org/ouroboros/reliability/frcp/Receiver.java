// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState.Receiving;

/**
 * The receiving direction of a flow (end-to-end specification, section 2.6). Confined to the loop.
 *
 * <p>A run of the peer is opened by data with DRF alone, whatever came before, and is over when no data came for the inactivity time.
 */
sealed interface Receiver permits ReliableReceiver, OrderedReceiver {
    /** {@return whether the peer has begun a run, so that window and acknowledgement mean something} */
    boolean isOpen();

    /** {@return whether data is acknowledged} */
    boolean acknowledges();

    /** {@return the next number that is expected} */
    int expected();

    /** {@return the first number that the peer must not send} */
    int edge();

    /**
     * Takes note of what the peer is being told.
     *
     * @param edge the window
     * @param acknowledged whether {@link #expected()} is acknowledged
     */
    void told(int edge, boolean acknowledged);

    /**
     * Takes data.
     *
     * @param packet the payload; ownership passes
     * @param flags of the packet
     * @param seqno its number
     */
    void receive(Packet packet, int flags, int seqno, long nowNs);

    /**
     * Answers a rendez-vous.
     *
     * @param marked whether it came with DRF, so that its seqno is the next one that the peer sends
     */
    void rendezvous(boolean marked, int seqno, long nowNs);

    /** Says that the user takes more messages. */
    void roomAgain(long nowNs);

    /** Says what is still to be said before nobody is there any more. */
    void farewell();

    /** {@return where it is, without the packets that are kept} */
    Receiving state();

    /** {@return where it is, with the packets that are kept, whose ownership passes} Nothing but {@link #resume} follows. */
    Receiving handOver();

    /** Goes on from there. */
    void resume(Receiving state, long nowNs);

    /** Releases what it holds. */
    void close();
}
