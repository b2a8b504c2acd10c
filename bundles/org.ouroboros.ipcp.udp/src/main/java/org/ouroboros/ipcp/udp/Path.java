// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.concurrent.CompletableFuture;

/** The way to a peer, which all flows to that peer share. Confined to the loop. */
final class Path {
    private final DatagramPort.Remote remote;
    private final CompletableFuture<Path> ready = new CompletableFuture<>();

    /** Flows and allocations that use this path. */
    private int users;

    private int largestPacket;
    private boolean asking;

    Path(DatagramPort.Remote remote) {
        this.remote = remote;
    }

    DatagramPort.Remote remote() {
        return remote;
    }

    /** {@return completes with this when {@link #largestPacket} is known} */
    CompletableFuture<Path> ready() {
        return ready;
    }

    /** {@return length of the largest packet of a flow, in bytes} */
    int largestPacket() {
        return largestPacket;
    }

    void enter() {
        users++;
    }

    /** {@return whether nobody uses this path any more} */
    boolean leave() {
        users--;
        return users == 0;
    }

    /** {@return whether the network was not being asked yet; now it is} */
    boolean ask() {
        boolean first = !asking;
        asking = true;
        return first;
    }

    /** Takes the answer. */
    void answered(int newLargestPacket) {
        asking = false;
        largestPacket = newLargestPacket;
        ready.complete(this);
    }
}
