// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.NameHash;

/** Puts names into layers and takes them out, for requests and as it is declared. Confined to the loop. */
final class Registrations {
    private static final System.Logger LOG = System.getLogger(Registrations.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final IpcpLoop loop;
    private final Ipcps ipcps;
    private final Chronicle chronicle;

    Registrations(IpcpLoop loop, Ipcps ipcps, Chronicle chronicle) {
        this.loop = loop;
        this.ipcps = ipcps;
        this.chronicle = chronicle;
    }

    /** Refuses a request that cannot be carried out as it stands. {@return the IPCPs it names} */
    List<SystemIpcp> requireMembers(Optional<Name> name, Set<String> ipcpNames) {
        List<SystemIpcp> members =
                ipcpNames.stream().sorted().map(ipcps::require).toList();
        for (SystemIpcp ipcp : members) {
            ipcp.member();
            name.map(known -> known.registrations().get(ipcp)).ifPresent(registration -> {
                throw new IrmException(
                        IrmException.Problem.EXISTS,
                        "name '" + name.get().name() + "' is registered with '" + ipcp.name() + "' already");
            });
        }
        return members;
    }

    /** Registers a name with IPCPs: with all or, if one fails, with none. */
    CompletableFuture<Void> register(Name name, List<SystemIpcp> members) {
        List<CompletableFuture<Void>> steps = new ArrayList<>();
        for (SystemIpcp ipcp : members) {
            Registration registration = new Registration(true);
            name.registrations().put(ipcp, registration);
            steps.add(ask(name, ipcp, registration));
        }
        return allOf(steps)
                .handle((nothing, failure) -> failure)
                .thenCompose(failure -> failure == null
                        ? CompletableFuture.completedFuture(null)
                        : allOf(members.stream()
                                        .map(ipcp -> withdraw(name, ipcp))
                                        .toList())
                                .handle((nothing, ignored) -> {
                                    throw asUnchecked(failure);
                                }));
    }

    /** Refuses what is not registered. {@return the IPCPs named} */
    List<SystemIpcp> requireRegistered(Name name, Set<String> ipcpNames) {
        List<SystemIpcp> members =
                ipcpNames.stream().sorted().map(ipcps::require).toList();
        members.forEach(ipcp -> requireRegistered(name, ipcp));
        return members;
    }

    /** Takes a name out of the layers of IPCPs. */
    CompletableFuture<Void> unregister(Name name, Set<String> ipcpNames) {
        return allOf(requireRegistered(name, ipcpNames).stream()
                .map(ipcp -> {
                    name.decline(ipcp);
                    return withdraw(name, ipcp);
                })
                .toList());
    }

    /** Takes a name out of all layers; one that cannot is named in the log. */
    CompletableFuture<Void> unregisterEverywhere(Name name) {
        return allOf(List.copyOf(name.registrations().keySet()).stream()
                .map(ipcp -> withdrawOrTell(name, ipcp))
                .toList());
    }

    /** Takes a name out of the layers that a declaration wanted it in before and does not any more. */
    void dropUnwanted(Name name) {
        for (Map.Entry<SystemIpcp, Registration> each :
                List.copyOf(name.registrations().entrySet())) {
            if (!each.getValue().requested() && !name.wants(each.getKey())) {
                withdrawOrTell(name, each.getKey());
            }
        }
    }

    /** Brings about what is wanted of a name, as far as it does not hold: the step that is tried again. */
    CompletableFuture<Void> bringAbout(Name name) {
        List<String> missing = new ArrayList<>();
        for (String wanted : name.declaredIpcps()) {
            ipcps.find(wanted)
                    .ifPresentOrElse(
                            ipcp -> name.ipcps().put(wanted, ipcp),
                            () -> missing.add("it is to be bound to IPCP '" + wanted + "', which does not exist"));
        }
        dropUnwanted(name);
        ipcps.all().stream()
                .filter(ipcp -> ipcp.isOperational() && name.wants(ipcp))
                .forEach(ipcp -> name.registrations().computeIfAbsent(ipcp, absent -> new Registration(false)));
        List<CompletableFuture<?>> steps = new ArrayList<>();
        name.otherBalancing().ifPresent(policy -> steps.add(name.balancing().use(policy)));
        name.registrations().forEach((ipcp, registration) -> {
            if (!ipcp.isOperational()) {
                missing.add("it is to be registered with IPCP '" + ipcp.name() + "', which is not operational");
            } else if (registration.isMissing()) {
                steps.add(ask(name, ipcp, registration));
            }
        });
        for (String wanted : name.declaredExactly()) {
            if (name.registrations().keySet().stream()
                            .noneMatch(ipcp -> ipcp.name().equals(wanted))
                    && ipcps.find(wanted).filter(name::isDeclined).isEmpty()) {
                missing.add("it is to be registered with IPCP '" + wanted + "', which is not operational");
            }
        }
        return allOf(steps).thenRun(() -> {
            if (!missing.isEmpty()) {
                throw new IrmException(IrmException.Problem.UNAVAILABLE, missing.getFirst());
            }
        });
    }

    private CompletableFuture<Void> ask(Name name, SystemIpcp ipcp, Registration registration) {
        Ipcp member = ipcp.member();
        NameHash hash = NameHash.of(name.name(), ipcp.layer().orElseThrow().hash());
        registration.asked(member, hash);
        ipcp.registered().put(hash, name);
        return Failures.within(loop, LIMIT, Failures.ask(() -> member.register(hash)))
                .handle((nothing, failure) -> {
                    if (!registration.isAskedOf(member)) {
                        throw new IrmException(IrmException.Problem.UNAVAILABLE, "IPCP '" + ipcp.name() + "' is gone");
                    }
                    if (failure != null) {
                        ipcp.registered().remove(hash);
                        registration.lost();
                        throw asUnchecked(failure);
                    }
                    registration.confirmed();
                    chronicle.tell(
                            SystemEvent.NAME_REGISTERED,
                            name.name(),
                            "name '" + name.name() + "' is registered with IPCP '" + ipcp.name() + "'");
                    return null;
                });
    }

    private CompletableFuture<Void> withdrawOrTell(Name name, SystemIpcp ipcp) {
        return withdraw(name, ipcp).exceptionally(failure -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IPCP {0} cannot unregister name {1}, which is gone for this system: {2}",
                    ipcp,
                    name.name(),
                    Failures.message(failure));
            drop(name, ipcp);
            return null;
        });
    }

    private CompletableFuture<Void> withdraw(Name name, SystemIpcp ipcp) {
        Registration registration = name.registrations().get(ipcp);
        NameHash hash = registration == null ? null : registration.hash();
        if (hash == null || !ipcp.isOperational()) {
            drop(name, ipcp);
            return CompletableFuture.completedFuture(null);
        }
        return Failures.within(loop, LIMIT, Failures.ask(() -> ipcp.member().unregister(hash)))
                .thenRun(() -> drop(name, ipcp));
    }

    private void drop(Name name, SystemIpcp ipcp) {
        Registration registration = name.registrations().remove(ipcp);
        NameHash hash = registration == null ? null : registration.hash();
        if (hash != null) {
            ipcp.registered().remove(hash);
            chronicle.tell(
                    SystemEvent.NAME_UNREGISTERED,
                    name.name(),
                    "name '" + name.name() + "' is no longer registered with IPCP '" + ipcp.name() + "'");
        }
    }

    private static void requireRegistered(Name name, SystemIpcp ipcp) {
        if (!name.registrations().containsKey(ipcp)) {
            throw new IrmException(
                    IrmException.Problem.UNKNOWN,
                    "name '" + name.name() + "' is not registered with '" + ipcp.name() + "', but with: "
                            + name.registrations().keySet().stream()
                                    .map(SystemIpcp::name)
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static RuntimeException asUnchecked(Throwable failure) {
        return Failures.cause(failure) instanceof RuntimeException unchecked
                ? unchecked
                : new IrmException(IrmException.Problem.WRONG_STATE, Failures.message(failure));
    }

    private static CompletableFuture<Void> allOf(List<? extends CompletableFuture<?>> steps) {
        return CompletableFuture.allOf(steps.toArray(CompletableFuture<?>[]::new));
    }
}
