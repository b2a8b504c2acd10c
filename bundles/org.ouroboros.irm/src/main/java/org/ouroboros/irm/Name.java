// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.policy.ipcp.NameHash;

/** A name with its bindings and registrations. Confined to the loop. */
final class Name {
    private final NameSpec spec;
    private final NameBalancing balancing;
    private final SequencedMap<String, ProgramBinding> programs = new LinkedHashMap<>();
    private final TreeSet<Long> processes = new TreeSet<>();
    private final TreeMap<String, SystemIpcp> ipcps = new TreeMap<>();
    private final Map<SystemIpcp, NameHash> registrations = new LinkedHashMap<>();
    private final Queue<Claim> waiting = new ArrayDeque<>();

    Name(NameSpec spec, NameBalancing balancing) {
        this.spec = spec;
        this.balancing = balancing;
    }

    String name() {
        return spec.name();
    }

    NameSpec spec() {
        return spec;
    }

    NameBalancing balancing() {
        return balancing;
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

    Map<SystemIpcp, NameHash> registrations() {
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

    /** {@return whether nothing is bound to the name and no layer has it} */
    boolean isUnused() {
        return !isBound() && ipcps.isEmpty() && registrations.isEmpty();
    }

    /** Refuses what asks for protection: a name with security settings gets no flow without it. */
    void requireNoSecurity() {
        if (!spec.security().isEmpty()) {
            throw new FlowRefused(
                    FlowRefused.Reason.ENCRYPTION,
                    "name '" + name() + "' has security settings, and no policy is installed that follows them");
        }
    }

    /** Takes all bindings away: who still holds the name finds nobody behind it. */
    void unbindAll() {
        programs.clear();
        processes.clear();
        ipcps.clear();
    }

    /** {@return the program that is started when nobody accepts: the one that was bound last} */
    Optional<ProgramBinding> autoStart() {
        return programs.reversed().values().stream()
                .filter(ProgramBinding::auto)
                .findFirst();
    }

    NameInfo info(List<Long> offered) {
        return new NameInfo(
                new NameSpec(spec.name(), balancing.wanted(), spec.security()),
                List.copyOf(programs.values()),
                offered,
                List.copyOf(ipcps.keySet()),
                registrations.keySet().stream().map(SystemIpcp::name).sorted().toList());
    }
}
