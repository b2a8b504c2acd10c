// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kinds of objects that are declared, each by a factory configuration. */
public enum Kind {
    /** Where a name is found. It is known before IPCPs ask. */
    PEER(PeerConfiguration.PID),
    /** An IPCP. */
    IPCP(IpcpConfiguration.PID),
    /** A name. */
    NAME(NameConfiguration.PID),
    /** A name bound to a program or an IPCP. */
    BINDING(BindingConfiguration.PID);

    private final String factoryPid;

    Kind(String factoryPid) {
        this.factoryPid = factoryPid;
    }

    /** {@return the factory PID of its configurations} */
    public String factoryPid() {
        return factoryPid;
    }

    /**
     * Tells what a configuration declares. Whoever turns files into configurations may leave out the factory PID, or cut at
     * another place than the first tilde; the PID as a whole is always that of the file.
     *
     * @param pid PID of the configuration
     * @param factoryPid its factory PID, if any
     * @return the kind; empty if it is none of ours
     */
    public static Optional<Kind> of(String pid, @Nullable String factoryPid) {
        return Arrays.stream(values())
                .filter(kind -> kind.factoryPid.equals(factoryPid) || pid.startsWith(kind.factoryPid + "~"))
                .findFirst();
    }
}
