// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ouroboros.ipcp.unicast.Component.Kind;
import org.ouroboros.policy.swap.StateRefused;

/**
 * Who is at the other end of an N-1 flow that goes from one member to its successor, and which component it is for.
 *
 * @param kind which component
 * @param address address of the neighbour
 * @param destination name that was connected to; empty if the neighbour connected
 * @param neighbour name that the neighbour gave itself
 */
record LeftConnection(Kind kind, long address, Optional<String> destination, Optional<String> neighbour) {
    private static final String KIND = "kind";
    private static final String ADDRESS = "address";
    private static final String DESTINATION = "destination";
    private static final String NEIGHBOUR = "neighbour";

    /** {@return this as facts of a state} */
    Map<String, String> facts() {
        Map<String, String> facts = new HashMap<>();
        facts.put(KIND, kind.name());
        facts.put(ADDRESS, Long.toHexString(address));
        destination.ifPresent(name -> facts.put(DESTINATION, name));
        neighbour.ifPresent(name -> facts.put(NEIGHBOUR, name));
        return facts;
    }

    /**
     * Reads facts of a state.
     *
     * @throws StateRefused if they are not those of a connection
     */
    static LeftConnection of(Map<String, String> facts) {
        return Legacy.reading(() -> new LeftConnection(
                Kind.valueOf(facts.getOrDefault(KIND, Kind.DATA_TRANSFER.name())),
                Long.parseUnsignedLong(facts.getOrDefault(ADDRESS, "0"), 16),
                Optional.ofNullable(facts.get(DESTINATION)),
                Optional.ofNullable(facts.get(NEIGHBOUR))));
    }
}
