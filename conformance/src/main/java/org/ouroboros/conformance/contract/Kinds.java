// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.List;
import java.util.Optional;
import org.ouroboros.conformance.check.PolicyKind;

/** All kinds of policies. */
public final class Kinds {
    private static final List<PolicyKind<?>> ALL = List.of(
            RoutingContract.KIND,
            ForwardingContract.KIND,
            CongestionContract.KIND,
            SchedulingContract.KIND,
            DirectoryContract.KIND,
            AddressContract.KIND,
            ReliabilityContract.KIND,
            EncryptionContract.KIND,
            IntegrityContract.KIND,
            KeyExchangeContract.KIND,
            AuthenticationContract.KIND,
            BalancingContract.KIND);

    private Kinds() {}

    /**
     * Finds a kind.
     *
     * @param name as policies declare it
     * @return the kind, or empty if there is none of that name
     */
    public static Optional<PolicyKind<?>> ofName(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /**
     * Finds a kind.
     *
     * @param type what a service is registered as
     * @return the kind, or empty if it is no policy
     */
    public static Optional<PolicyKind<?>> ofType(String type) {
        return ALL.stream().filter(kind -> kind.type().getName().equals(type)).findFirst();
    }

    /** {@return the names of all kinds} */
    public static List<String> names() {
        return ALL.stream().map(PolicyKind::name).toList();
    }
}
