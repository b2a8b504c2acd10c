// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.policy.balancing.BalancingPolicy;

/** The names of a system. Confined to the loop. */
final class Names {
    private final PolicyCatalogue<BalancingPolicy> policies;
    private final TreeMap<String, Name> names = new TreeMap<>();

    Names(PolicyCatalogue<BalancingPolicy> policies) {
        this.policies = policies;
    }

    Name create(NameSpec spec, int limit) {
        Failures.requireName("name", spec.name());
        if (names.containsKey(spec.name())) {
            throw new IrmException(IrmException.Problem.EXISTS, "name '" + spec.name() + "' exists already");
        }
        if (names.size() >= limit) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    "name '" + spec.name() + "': the system has " + limit + " names, as many as max.names allows");
        }
        Name name = new Name(spec, new NameBalancing(spec.name(), spec.balancing(), policies));
        names.put(spec.name(), name);
        return name;
    }

    /** {@return the name, which is created if it is unknown} */
    Name ensure(String name, int limit) {
        Name known = names.get(name);
        return known != null ? known : create(NameSpec.of(name, NameSpec.SPILLOVER), limit);
    }

    Name require(String name) {
        Name known = names.get(name);
        if (known == null) {
            throw Failures.unknown("name", name, names.keySet());
        }
        return known;
    }

    boolean contains(Name name) {
        return names.get(name.name()) == name;
    }

    Optional<Name> find(String name) {
        return Optional.ofNullable(names.get(name));
    }

    /** Forgets a name. Flows that wait for it are refused. */
    void remove(Name name) {
        names.remove(name.name());
        name.unbindAll();
        name.balancing().close();
        for (@Nullable Claim claim = name.waiting().poll();
                claim != null;
                claim = name.waiting().poll()) {
            claim.refuse(FlowRefused.Reason.UNKNOWN_NAME, "name '" + name.name() + "' was destroyed");
        }
    }

    Collection<Name> all() {
        return names.values();
    }
}
