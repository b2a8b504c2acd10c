// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.stream.Stream;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.swap.SwapTarget;

/** Where the IPCPs of a system have policies that can be swapped. Confined to the loop of the IRM. */
interface SwapPlaces {
    /** {@return the types of the IPCPs} */
    Stream<IpcpType> typesInUse();

    /** Refuses the name of an IPCP that is not there. */
    void requireKnown(String ipcp);

    /** {@return the policies that the types in use name} */
    default List<PolicyInfo> policies() {
        return typesInUse().flatMap(type -> type.policies().stream()).toList();
    }

    /** {@return where the IPCPs of the types in use have policies} */
    default List<SlotInfo> slots() {
        return typesInUse().flatMap(type -> type.slots().stream()).toList();
    }

    /** {@return what a swap comes to} */
    default List<SwapTarget> swapTargets(String kind, String policy) {
        return typesInUse()
                .flatMap(type -> type.swapTargets(kind, policy).stream())
                .toList();
    }
}
