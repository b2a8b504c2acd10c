// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.packet.Packet;

/** Sends packets with what the peer is to know of the other direction. Confined to the loop. */
interface Outlet {
    /**
     * Sends payload, with the acknowledgement and the window that hold now.
     *
     * @param packet the payload; ownership passes
     * @param flags of the payload
     * @param seqno its number
     */
    void send(Packet packet, int flags, int seqno);

    /**
     * Sends a packet without payload. It is left out if there is nothing to say, or no packet to say it with.
     *
     * @param flags what to say: acknowledgement, window, or rendez-vous
     */
    void sendBare(int flags);
}
