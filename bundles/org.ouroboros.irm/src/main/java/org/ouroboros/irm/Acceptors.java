// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.balancing.Candidate;

/** The processes of a system, and the choice of one for each flow. Confined to the loop. */
final class Acceptors {
    private static final System.Logger LOG = System.getLogger(Acceptors.class.getName());
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final IpcpLoop loop;
    private final Names names;
    private final ProgramStarter starter;
    private final TreeMap<Long, SystemProcess> processes = new TreeMap<>();
    private final Set<Name> starved = new LinkedHashSet<>(); // names with flows that wait, and some that had
    private final Set<String> starting = new HashSet<>();
    private IrmSettings settings;

    Acceptors(IpcpLoop loop, Names names, ProgramStarter starter, IrmSettings settings) {
        this.loop = loop;
        this.names = names;
        this.starter = starter;
        this.settings = settings;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
    }

    void add(SystemProcess process) {
        processes.put(process.id(), process);
        serveWaiting(process);
    }

    /** Forgets a process with the names bound to it by number; {@return whether it was there} */
    boolean remove(SystemProcess process) {
        names.all().forEach(name -> name.processes().remove(process.id()));
        return processes.remove(process.id(), process);
    }

    /** Takes back a flow that a process does not hold any more; one that waits gets its place, in a task of its own. */
    void release(SystemProcess process) {
        process.giveBack();
        loop.execute(() -> serveWaiting(process));
    }

    void requirePresent(SystemProcess process) {
        if (processes.get(process.id()) != process) {
            throw new FlowRefused(FlowRefused.Reason.NO_ACCEPTOR, process + " is gone");
        }
    }

    SystemProcess require(long id) {
        SystemProcess process = processes.get(id);
        if (process == null) {
            List<String> known =
                    processes.keySet().stream().map(String::valueOf).toList();
            throw Failures.unknown("process", String.valueOf(id), known);
        }
        return process;
    }

    /** Gives the flows that wait for a name to the processes that it reaches. */
    void serveWaiting(Name name) {
        while (!name.waiting().isEmpty()) {
            Optional<SystemProcess> process = choose(name);
            if (process.isEmpty()) {
                return;
            }
            name.waiting().remove().grant(process.get());
        }
    }

    /** Gives flows that wait to a process that has room again. */
    void serveWaiting(SystemProcess process) {
        starved.removeIf(name -> name.waiting().isEmpty());
        List.copyOf(starved).stream().filter(name -> name.reaches(process)).forEach(this::serveWaiting);
    }

    /**
     * Finds a process for a flow: at once if one has room; otherwise within the bounds of the settings, in which a program that
     * is bound with {@code auto} is started.
     *
     * @param name the name that the flow is for
     * @return completes with a process that counts the flow already, or with {@link FlowRefused}
     */
    CompletableFuture<SystemProcess> claim(Name name) {
        Optional<SystemProcess> process = choose(name);
        if (process.isPresent()) {
            process.get().take();
            return CompletableFuture.completedFuture(process.get());
        }
        if (name.waiting().size() >= settings.maxFlows()) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    FlowRefused.Reason.EXHAUSTED,
                    "flow to '" + name.name() + "': " + name.waiting().size() + " flows wait for it already"));
        }
        Optional<ProgramBinding> program = name.autoStart().filter(binding -> !isRunning(binding.program()));
        Duration wait = settings.acceptorWait().plus(program.isPresent() ? settings.autostartWait() : Duration.ZERO);
        Claim claim = new Claim(loop, wait, late -> refuseLate(name, late, wait));
        name.waiting().add(claim);
        starved.add(name);
        program.filter(binding -> starting.add(binding.program())).ifPresent(binding -> start(name, binding));
        return claim.process();
    }

    List<Long> offeredFlowsOf(Name name) {
        return processes.values().stream()
                .filter(name::reaches)
                .map(SystemProcess::id)
                .toList();
    }

    List<ProcessInfo> infos() {
        return processes.values().stream()
                .map(process -> new ProcessInfo(
                        process.id(),
                        process.program(),
                        names.all().stream()
                                .filter(name -> name.reaches(process))
                                .map(Name::name)
                                .toList(),
                        process.flows(),
                        process.limit()))
                .toList();
    }

    private Optional<SystemProcess> choose(Name name) {
        List<Candidate> candidates = processes.values().stream()
                .filter(process -> name.reaches(process) && process.hasRoom())
                .map(SystemProcess::candidate)
                .toList();
        return candidates.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(
                        processes.get(name.balancing().choose(candidates).process()));
    }

    private boolean isRunning(String program) {
        return processes.values().stream().anyMatch(process -> process.program().equals(program));
    }

    private void start(Name name, ProgramBinding binding) {
        LOG.log(System.Logger.Level.INFO, "starting {0} for a flow to {1}", binding.program(), name.name());
        loop.offload(
                        () -> {
                            starter.start(binding.program(), binding.arguments());
                            return binding;
                        },
                        START_LIMIT)
                .whenComplete((started, failure) -> {
                    starting.remove(binding.program());
                    if (failure != null && offeredFlowsOf(name).isEmpty()) {
                        refuseAll(
                                name,
                                "nobody accepts flows for '" + name.name() + "' and program '" + binding.program()
                                        + "' cannot be started: "
                                        + Failures.message(failure));
                    }
                });
    }

    private static void refuseAll(Name name, String message) {
        List<Claim> refused = List.copyOf(name.waiting());
        name.waiting().clear();
        refused.forEach(claim -> claim.refuse(FlowRefused.Reason.NO_ACCEPTOR, message));
    }

    private void refuseLate(Name name, Claim claim, Duration waited) {
        name.waiting().remove(claim);
        String reason = offeredFlowsOf(name).isEmpty()
                ? "no process is bound to it; bind a program or a process, or start the program"
                : "every process bound to it is at its limit of flows";
        claim.refuse(
                FlowRefused.Reason.NO_ACCEPTOR,
                "nobody accepted a flow for '" + name.name() + "' within " + waited.toMillis() + " ms: " + reason);
    }
}
