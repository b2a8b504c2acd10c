// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A member at the other end of data-transfer connections of this one, of which the latest that is up is used. Confined to the loop. */
final class Neighbour {
    private final long address;
    private final List<Hop> hops = new ArrayList<>();
    private @Nullable Hop best;

    Neighbour(long address) {
        this.address = address;
    }

    long address() {
        return address;
    }

    /** {@return the connections there are, in order of their making} */
    List<Hop> hops() {
        return hops;
    }

    /** {@return the connection to send on, or null if none is up} */
    @Nullable
    Hop best() {
        return best;
    }

    void add(Hop hop) {
        hops.add(hop);
        choose();
    }

    void remove(Hop hop) {
        hops.remove(hop);
        choose();
    }

    /** Looks again which connection is up; {@return whether one is} */
    boolean choose() {
        best = hops.reversed().stream().filter(Hop::isUp).findFirst().orElse(null);
        return best != null;
    }
}
