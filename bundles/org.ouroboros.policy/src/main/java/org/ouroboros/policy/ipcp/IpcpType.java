// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.policy.swap.SwapTarget;

/** A type of IPCP. A thread-safe service. */
@ConsumerType
public interface IpcpType {
    /** {@return what its layers promise} */
    LayerTraits traits();

    /** {@return what {@link Ipcp#bootstrap} takes} */
    List<LayerOption> options();

    /** {@return the policies that its IPCPs may use and that are present} Any thread. */
    default List<PolicyInfo> policies() {
        return List.of();
    }

    /** {@return the places where its IPCPs use policies} Any thread. */
    default List<SlotInfo> slots() {
        return List.of();
    }

    /**
     * Lists what a swap comes to: the slots of that kind that do not use the policy, each after the slots of other kinds that go with it.
     * Any thread.
     *
     * @param kind kind of the policy
     * @param policy name of the policy
     * @return what is to be put in use where, in order; empty if there is no such slot
     */
    default List<SwapTarget> swapTargets(String kind, String policy) {
        return List.of();
    }

    /**
     * {@return the newest version of {@link MemberState} that its IPCPs take} A type that uses what later versions brought returns the constant
     * {@code VERSION} of the record, which is that of the SPI that it was compiled against. A newer state is not given to it.
     */
    default int stateVersion() {
        return 1;
    }

    /**
     * Makes an IPCP. Called on the loop that it is to live on.
     *
     * @param host what the IPCP needs of its system
     * @return the IPCP, owned by the caller, not yet member of a layer
     */
    Ipcp create(IpcpHost host);
}
