// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedSet;
import org.ouroboros.policy.ipcp.IpcpHost;

/**
 * What an IPCP knows of its life before a restart: its address in a layer, the names of its neighbours, and the policies that an operator chose.
 * Confined to the loop.
 */
final class Memory {
    /** Neighbours that are remembered at most: the latest ones. */
    static final int MOST_NEIGHBOURS = 64;

    private static final String LAYER = "layer";
    private static final String ADDRESS = "address";
    private static final String NEIGHBOURS = "neighbours";
    private static final String POLICY = "policy.";
    private static final String SEPARATOR = "\n"; // names hold no control characters

    private final IpcpHost host;
    private final SequencedSet<String> neighbours = new LinkedHashSet<>();
    private final Map<String, String> policies = new HashMap<>(); // by kind
    private String layer;
    private String address;

    Memory(IpcpHost host) {
        this.host = host;
        Map<String, String> facts = host.remembered();
        this.layer = facts.getOrDefault(LAYER, "");
        this.address = facts.getOrDefault(ADDRESS, "");
        facts.getOrDefault(NEIGHBOURS, "").lines().forEach(neighbours::add);
        facts.forEach((fact, value) -> {
            if (fact.startsWith(POLICY)) {
                policies.put(fact.substring(POLICY.length()), value);
            }
        });
    }

    /** {@return the address that the IPCP had in a layer, if it was a member of that one last} */
    OptionalLong address(String inLayer) {
        if (!layer.equals(inLayer)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(address, 16));
        } catch (NumberFormatException none) {
            return OptionalLong.empty();
        }
    }

    /** {@return names of the neighbours, the one met last at the end} */
    List<String> neighbours() {
        return List.copyOf(neighbours);
    }

    /** {@return the policy of a kind that an operator chose for a layer, if the IPCP was a member of that one last} */
    Optional<String> policy(String inLayer, String kind) {
        return layer.equals(inLayer) ? Optional.ofNullable(policies.get(kind)) : Optional.empty();
    }

    /** Takes note of the policy of a kind that an operator chose. */
    void chose(String kind, String policy) {
        policies.put(kind, policy);
        remember();
    }

    /** Takes note that the IPCP is a member; what was known of another layer is forgotten. */
    void joined(String newLayer, long newAddress) {
        if (!layer.equals(newLayer)) {
            neighbours.clear();
            policies.clear();
        }
        layer = newLayer;
        address = Long.toHexString(newAddress);
        remember();
    }

    void met(String neighbour) {
        if (neighbours.isEmpty() || !neighbours.getLast().equals(neighbour)) {
            neighbours.addLast(neighbour);
            if (neighbours.size() > MOST_NEIGHBOURS) {
                neighbours.removeFirst();
            }
            remember();
        }
    }

    void forget(String neighbour) {
        if (neighbours.remove(neighbour)) {
            remember();
        }
    }

    private void remember() {
        Map<String, String> facts = new HashMap<>();
        facts.put(LAYER, layer);
        facts.put(ADDRESS, address);
        facts.put(NEIGHBOURS, String.join(SEPARATOR, neighbours));
        policies.forEach((kind, policy) -> facts.put(POLICY + kind, policy));
        host.remember(facts);
    }
}
