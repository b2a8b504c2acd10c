// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ouroboros.api.text.PlainText;

/**
 * Says in the log that two neighbours have one name, once for each name. Nothing is wrong with that in the layer, where members go by their
 * addresses; but operators go by names. Confined to the loop.
 */
final class Namesakes {
    /** Names that are told of at most: neighbours may say any. */
    private static final int MOST = 64;

    private static final System.Logger LOG = System.getLogger(Namesakes.class.getName());

    private final String ipcp;
    private final Set<String> told = new HashSet<>();

    /** For the neighbours of an IPCP. */
    Namesakes(String ipcp) {
        this.ipcp = ipcp;
    }

    /**
     * Looks for another neighbour of the same name.
     *
     * @param known data-transfer connections to neighbours
     * @param fresh a new one
     */
    void look(Stream<Connection> known, Connection fresh) {
        Optional<String> name = fresh.neighbour().filter(each -> told.size() < MOST && !told.contains(each));
        name.flatMap(same -> known.filter(other -> other.isUp() && other.address() != fresh.address())
                        .filter(other -> other.neighbour().equals(name))
                        .findFirst())
                .ifPresent(other -> tell(name.orElseThrow(), other.address(), fresh.address()));
    }

    private void tell(String name, long known, long fresh) {
        told.add(name);
        LOG.log(
                System.Logger.Level.WARNING,
                "IPCP {0}: neighbours {1} and {2} are both called ''{3}'', and to disconnect that name takes both;"
                        + " give one of them another, unless it came back with a new address",
                ipcp,
                Address.text(known),
                Address.text(fresh),
                PlainText.of(name));
    }
}
