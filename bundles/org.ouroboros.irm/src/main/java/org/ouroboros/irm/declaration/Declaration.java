// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.List;
import java.util.Optional;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.policy.ipcp.Peer;

/** Something that is wanted of a system. */
public sealed interface Declaration {
    /** {@return what it declares} */
    Key key();

    /**
     * Where a name is found.
     *
     * @param peer the name and its place
     */
    record OfPeer(Peer peer) implements Declaration {
        @Override
        public Key key() {
            return Key.peer(peer.name());
        }
    }

    /**
     * An IPCP.
     *
     * @param name its name
     * @param type its type
     * @param membership how it joins a layer, if it does
     * @param connections its connections, by neighbour
     * @param autobind whether its name and its layer's are bound to it
     * @param order IPCPs join in this order: the first member of a layer may settle what holds for all
     */
    record OfIpcp(
            String name,
            String type,
            Optional<Membership> membership,
            List<Connection> connections,
            boolean autobind,
            long order)
            implements Declaration {
        /** Copies the list. */
        public OfIpcp {
            connections = List.copyOf(connections);
        }

        @Override
        public Key key() {
            return Key.ipcp(name);
        }

        /** {@return an IPCP that joins nothing} */
        public static OfIpcp created(String name, String type) {
            return new OfIpcp(name, type, Optional.empty(), List.of(), false, 0);
        }

        /** {@return how many options of its layer it settles} */
        public int settledOptions() {
            return membership.orElse(null) instanceof Membership.Bootstrap(LayerSpec layer)
                    ? layer.options().size()
                    : 0;
        }

        /** {@return a copy that joins in this way, after those that joined before} */
        public OfIpcp joining(Membership how, boolean bind, long newOrder) {
            return new OfIpcp(name, type, Optional.of(how), connections, bind, newOrder);
        }

        /** {@return a copy with these connections} */
        public OfIpcp connected(List<Connection> others) {
            return new OfIpcp(name, type, membership, others, autobind, order);
        }
    }

    /**
     * A name.
     *
     * @param spec the name and its settings
     * @param ipcps which IPCPs it is registered with, by their names
     * @param layers which layers it is registered in, by their names
     */
    record OfName(NameSpec spec, List<Wildcard> ipcps, List<Wildcard> layers) implements Declaration {
        /** Copies the lists. */
        public OfName {
            ipcps = List.copyOf(ipcps);
            layers = List.copyOf(layers);
        }

        @Override
        public Key key() {
            return Key.name(spec.name());
        }

        /** {@return a copy with that balancing policy} */
        public OfName balanced(String policy) {
            return new OfName(new NameSpec(spec.name(), policy, spec.security()), ipcps, layers);
        }

        /** {@return a copy that is registered with these IPCPs} */
        public OfName registered(List<Wildcard> others) {
            return new OfName(spec, others, layers);
        }
    }

    /**
     * A name bound to a program.
     *
     * @param binding how it is bound
     */
    record OfProgram(ProgramBinding binding) implements Declaration {
        @Override
        public Key key() {
            return Key.program(binding.program(), binding.name());
        }
    }

    /**
     * A name bound to an IPCP.
     *
     * @param ipcp name of the IPCP
     * @param name the name
     */
    record OfBoundIpcp(String ipcp, String name) implements Declaration {
        @Override
        public Key key() {
            return Key.boundIpcp(ipcp, name);
        }
    }
}
