// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * The EIDs of flows that take up where earlier ones ended, by the name they were asked for: what the next one to that name gets, after a
 * restart too. Confined to the loop.
 */
final class EarlierEids {
    /** Names that are remembered at most, if that many flows may be there. */
    private static final int MOST = 64;

    private static final String FACT = "eid ";

    private final IpcpHost host;
    private final int most;
    private final Map<String, Integer> byName = new LinkedHashMap<>();

    /**
     * Recalls them. What cannot be read, of another version say, is forgotten.
     *
     * @param flows flows that there may be; the names that are remembered take half of their places at most
     */
    EarlierEids(IpcpHost host, int flows) {
        this.host = host;
        this.most = Math.min(MOST, flows / 2);
        new TreeMap<>(host.remembered()).forEach((fact, eid) -> {
            if (fact.startsWith(FACT) && eid.matches("[0-9a-f]{1,8}") && byName.size() < most) {
                byName.put(fact.substring(FACT.length()), Integer.parseUnsignedInt(eid, 16));
            }
        });
    }

    /** {@return all of them} */
    Collection<Integer> all() {
        return List.copyOf(byName.values());
    }

    /** {@return the EID of the latest flow to a name} */
    Optional<Integer> of(NameHash name) {
        return Optional.ofNullable(byName.get(name.toString()));
    }

    /** Takes note of an EID; {@return the one that is forgotten for it: that of the name that came first} */
    Optional<Integer> remember(NameHash name, int eid) {
        Optional<Integer> forgotten = Optional.empty();
        if (byName.size() >= most && !byName.isEmpty()) {
            forgotten =
                    Optional.ofNullable(byName.remove(byName.keySet().iterator().next()));
        }
        byName.put(name.toString(), eid);
        host.remember(byName.entrySet().stream()
                .collect(Collectors.toMap(each -> FACT + each.getKey(), each -> Integer.toHexString(each.getValue()))));
        return forgotten;
    }
}
