// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.irm.declaration.PeerAddress;
import org.ouroboros.policy.ipcp.Peer;

/** Where the operator says that names are found. Confined to the loop. */
final class Peers {
    private static final int MOST_PEERS = 65_536;

    private final Runnable changed;
    private final TreeMap<String, Peer> peers = new TreeMap<>();
    private List<Peer> snapshot = List.of();

    /**
     * Knows no peer yet.
     *
     * @param changed runs after each change
     */
    Peers(Runnable changed) {
        this.changed = changed;
    }

    /** {@return all of them, by name; the same object until one changes} */
    List<Peer> all() {
        return snapshot;
    }

    /** Takes a peer in place of the one of that name; {@return that one} */
    Optional<Peer> put(Peer peer) {
        PeerAddress.complaintAbout(peer).ifPresent(complaint -> {
            throw new IrmException(IrmException.Problem.INVALID, complaint);
        });
        if (peers.size() >= MOST_PEERS && !peers.containsKey(peer.name())) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE, "there are " + MOST_PEERS + " peers, as many as there can be");
        }
        Optional<Peer> earlier = Optional.ofNullable(peers.put(peer.name(), peer));
        tell();
        return earlier;
    }

    void require(String name) {
        if (!peers.containsKey(name)) {
            throw Failures.unknown("peer", name, peers.keySet());
        }
    }

    void remove(String name) {
        if (peers.remove(name) != null) {
            tell();
        }
    }

    private void tell() {
        snapshot = List.copyOf(peers.values());
        changed.run();
    }
}
