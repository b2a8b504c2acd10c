// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.ouroboros.api.irm.BoundProgram;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.irm.declaration.Wildcard;
import org.ouroboros.policy.ipcp.LayerInfo;

/** A name with its bindings and registrations. Confined to the loop. */
final class Name {
    private final NameBalancing balancing;
    private boolean implied;
    private final Retry retry;
    private final SequencedMap<String, ProgramBinding> programs = new LinkedHashMap<>();
    private final TreeSet<Long> processes = new TreeSet<>();
    private final TreeMap<String, SystemIpcp> ipcps = new TreeMap<>();
    private final Map<SystemIpcp, Registration> registrations = new LinkedHashMap<>();
    private final Queue<Claim> waiting = new ArrayDeque<>();
    private final TreeSet<String> declaredIpcps = new TreeSet<>(); // to be bound when they are there
    private final Set<SystemIpcp> declined =
            new HashSet<>(); // that a request took the name out of, whatever is declared
    private NameSpec spec;
    private String wantedBalancing;
    private List<Wildcard> declaredRegistrations = List.of();
    private List<Wildcard> declaredLayers = List.of();

    /**
     * A name that nothing is bound to.
     *
     * @param implied whether it came to be by binding or registering
     * @param retries brings about what is declared of a name
     */
    Name(NameSpec spec, NameBalancing balancing, boolean implied, Function<Name, Retry> retries) {
        this.spec = spec;
        this.balancing = balancing;
        this.wantedBalancing = spec.balancing();
        this.implied = implied;
        this.retry = retries.apply(this);
    }

    String name() {
        return spec.name();
    }

    /** {@return what it was created with, and the balancing policy that is wanted now} */
    NameSpec spec() {
        return new NameSpec(spec.name(), balancing.wanted(), spec.security());
    }

    NameBalancing balancing() {
        return balancing;
    }

    /** {@return whether it came to be by binding or registering} */
    boolean implied() {
        return implied;
    }

    SequencedMap<String, ProgramBinding> programs() {
        return programs;
    }

    Set<Long> processes() {
        return processes;
    }

    Map<String, SystemIpcp> ipcps() {
        return ipcps;
    }

    /** {@return the IPCPs it is, or is to be, registered with} */
    Map<SystemIpcp, Registration> registrations() {
        return registrations;
    }

    /** {@return flows that wait for a process, oldest first} */
    Queue<Claim> waiting() {
        return waiting;
    }

    boolean reaches(SystemProcess process) {
        return processes.contains(process.id()) || programs.containsKey(process.program());
    }

    /** {@return whether processes of this system are offered the flows of the name, now or when they start} */
    boolean isBound() {
        return !programs.isEmpty() || !processes.isEmpty();
    }

    /** {@return whether nothing is bound to the name, no layer has it, and neither is wanted} */
    boolean isUnused() {
        return !isBound() && ipcps.isEmpty() && registrations.isEmpty() && declaredIpcps.isEmpty();
    }

    /** Takes all bindings away, and wants nothing any more: who still holds the name finds nobody behind it. */
    void end() {
        retry.stop();
        programs.clear();
        processes.clear();
        ipcps.clear();
        declaredIpcps.clear();
        declaredRegistrations = List.of();
        declaredLayers = List.of();
    }

    /** {@return the program that is started when nobody accepts: the one that was bound last} */
    Optional<ProgramBinding> autoStart() {
        return programs.reversed().values().stream()
                .filter(ProgramBinding::auto)
                .findFirst();
    }

    // ---- what is declared ----

    /** Is to be balanced and registered as these say. */
    void want(NameSpec declared, List<Wildcard> inIpcps, List<Wildcard> inLayers) {
        spec = declared;
        wantedBalancing = declared.balancing();
        declaredRegistrations = inIpcps;
        declaredLayers = inLayers;
        declined.clear();
    }

    /** Is not declared any more, and lasts as long as something is bound to it. */
    void imply() {
        implied = true;
        want(spec(), List.of(), List.of());
    }

    /** {@return the balancing policy that is to be in use, if another one is} */
    Optional<String> otherBalancing() {
        return Optional.of(wantedBalancing).filter(policy -> !policy.equals(balancing.wanted()));
    }

    /** A request decided how it is balanced. */
    void balanced(String policy) {
        wantedBalancing = policy;
    }

    /** {@return names of IPCPs that are to be bound to it} */
    Set<String> declaredIpcps() {
        return declaredIpcps;
    }

    /** {@return the IPCPs that it must be registered with, each by its name} */
    List<String> declaredExactly() {
        return declaredRegistrations.stream()
                .flatMap(wildcard -> wildcard.exact().stream())
                .toList();
    }

    /** {@return whether a declaration wants it registered with an IPCP} */
    boolean wants(SystemIpcp ipcp) {
        if (declined.contains(ipcp)) {
            return false;
        }
        return declaredRegistrations.stream().anyMatch(wildcard -> wildcard.matches(ipcp.name()))
                || ipcp.layer()
                        .map(LayerInfo::layer)
                        .filter(layer -> declaredLayers.stream().anyMatch(wildcard -> wildcard.matches(layer)))
                        .isPresent();
    }

    /** Is not to be registered with an IPCP, whatever is declared now. */
    void decline(SystemIpcp ipcp) {
        declined.add(ipcp);
    }

    boolean isDeclined(SystemIpcp ipcp) {
        return declined.contains(ipcp);
    }

    /** Its layer does not have it any more. */
    void lost(SystemIpcp ipcp) {
        Registration registration = registrations.get(ipcp);
        if (registration != null) {
            registration.lost();
        }
    }

    /** Forgets an IPCP that is destroyed. */
    void forget(SystemIpcp ipcp) {
        registrations.remove(ipcp);
        ipcps.remove(ipcp.name(), ipcp);
        declined.remove(ipcp);
    }

    /** Brings about what is wanted, if anything is. */
    void bringAbout() {
        if (!declaredRegistrations.isEmpty()
                || !declaredLayers.isEmpty()
                || !declaredIpcps.isEmpty()
                || otherBalancing().isPresent()
                || registrations.values().stream().anyMatch(Registration::isMissing)) {
            retry.now();
        } else {
            retry.stop();
        }
    }

    NameInfo info(List<Long> offered, Origin origin, Function<ProgramBinding, Origin> origins) {
        return new NameInfo(
                spec(),
                programs.values().stream()
                        .map(binding -> new BoundProgram(binding, origins.apply(binding)))
                        .toList(),
                offered,
                List.copyOf(ipcps.keySet()),
                registrations.entrySet().stream()
                        .filter(each -> !each.getValue().isMissing())
                        .map(each -> each.getKey().name())
                        .sorted()
                        .toList(),
                origin,
                retry.reason());
    }
}
