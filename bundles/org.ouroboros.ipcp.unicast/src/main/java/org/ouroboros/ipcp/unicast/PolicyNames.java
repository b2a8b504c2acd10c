// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy;

/**
 * The policies that a member starts with: those of its layer, but for those that an operator has put in their place here.
 *
 * @param layer what all members share
 * @param chosen recalls what an operator chose, by kind
 * @param choice takes note of what one chooses: kind and name
 */
record PolicyNames(
        LayerConfiguration layer, Function<String, Optional<String>> chosen, BiConsumer<String, String> choice) {
    String routing() {
        return of(RoutingPolicy.KIND, layer.routing().name());
    }

    /** {@return the forwarding policy that was chosen, or else the one that routing asks for} */
    String forwarding(Policies policies) {
        String asked = policies.routing()
                .find(routing())
                .map(found -> found.policy().forwarding())
                .orElse("simple");
        return of(ForwardingPolicy.KIND, asked);
    }

    String congestion() {
        return of(CongestionPolicy.KIND, layer.congestion().name());
    }

    String scheduling() {
        return of(SchedulingPolicy.KIND, layer.scheduling());
    }

    String directory() {
        return of(DirectoryPolicy.KIND, layer.directory());
    }

    String address() {
        return of(AddressPolicy.KIND, layer.address());
    }

    /** {@return what takes note of the choices of one kind} */
    Consumer<String> choosing(String kind) {
        return policy -> choice.accept(kind, policy);
    }

    private String of(String kind, String otherwise) {
        return chosen.apply(kind).orElse(otherwise);
    }
}
