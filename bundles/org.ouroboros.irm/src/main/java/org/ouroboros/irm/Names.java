// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.policy.balancing.BalancingPolicy;

/** The names of a system. Confined to the loop. */
final class Names {
    private final PolicyCatalogue<BalancingPolicy> policies;
    private final Function<Name, Retry> retries;
    private final Chronicle chronicle;
    private final TreeMap<String, Name> names = new TreeMap<>();

    Names(PolicyCatalogue<BalancingPolicy> policies, Function<Name, Retry> retries, Chronicle chronicle) {
        this.policies = policies;
        this.retries = retries;
        this.chronicle = chronicle;
    }

    Name create(NameSpec spec, int limit) {
        Failures.requireName("name", spec.name());
        if (names.containsKey(spec.name())) {
            throw new IrmException(IrmException.Problem.EXISTS, "name '" + spec.name() + "' exists already");
        }
        requireRoom(spec.name(), limit);
        return add(spec, false);
    }

    private Name add(NameSpec spec, boolean implied) {
        Name name = new Name(spec, new NameBalancing(spec.name(), spec.balancing(), policies), implied, retries);
        names.put(spec.name(), name);
        chronicle.tell(SystemEvent.NAME_CREATED, spec.name(), "name '" + spec.name() + "' was created");
        return name;
    }

    /** Makes a name that is declared; those have no bound but what declares them. The name must be free. */
    Name declare(NameSpec spec) {
        return add(spec, false);
    }

    /** {@return the name, which is created if it is unknown} */
    Name ensure(String name, int limit) {
        Name known = names.get(name);
        if (known != null) {
            return known;
        }
        Failures.requireName("name", name);
        requireRoom(name, limit);
        return add(NameSpec.of(name, NameSpec.SPILLOVER), true);
    }

    private void requireRoom(String name, int limit) {
        if (names.size() >= limit) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    "name '" + name + "': the system has " + limit + " names, as many as max.names allows");
        }
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
        chronicle.tell(SystemEvent.NAME_DESTROYED, name.name(), "name '" + name.name() + "' was destroyed");
        name.end();
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
