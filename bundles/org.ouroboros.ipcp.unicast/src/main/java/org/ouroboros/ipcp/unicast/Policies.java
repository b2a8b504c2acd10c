// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy;

/**
 * The policies that unicast IPCPs use and that are present. Thread-safe as its catalogues are.
 *
 * @param routing computes routes
 * @param forwarding chooses among next hops
 * @param congestion avoids congestion
 * @param scheduling orders packets that wait
 * @param address chooses addresses
 * @param directory finds names
 */
public record Policies(
        PolicyCatalogue<RoutingPolicy> routing,
        PolicyCatalogue<ForwardingPolicy> forwarding,
        PolicyCatalogue<CongestionPolicy> congestion,
        PolicyCatalogue<SchedulingPolicy> scheduling,
        PolicyCatalogue<AddressPolicy> address,
        PolicyCatalogue<DirectoryPolicy> directory) {
    /**
     * Makes empty catalogues.
     *
     * @param loop the loop that owns them
     * @param deadline longest time that a policy may take to prepare for one slot
     * @return the catalogues
     */
    public static Policies none(IpcpLoop loop, Duration deadline) {
        return new Policies(
                new PolicyCatalogue<>(RoutingPolicy.KIND, loop, deadline),
                new PolicyCatalogue<>(ForwardingPolicy.KIND, loop, deadline),
                new PolicyCatalogue<>(CongestionPolicy.KIND, loop, deadline),
                new PolicyCatalogue<>(SchedulingPolicy.KIND, loop, deadline),
                new PolicyCatalogue<>(AddressPolicy.KIND, loop, deadline),
                new PolicyCatalogue<>(DirectoryPolicy.KIND, loop, deadline));
    }

    /** {@return the catalogues, in the order in which they are shown} */
    List<PolicyCatalogue<?>> all() {
        return Stream.<PolicyCatalogue<?>>of(routing, forwarding, congestion, scheduling, address, directory)
                .toList();
    }
}
