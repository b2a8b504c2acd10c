// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.irm.SimulatedSystem.Running;

/** Whatever operators, applications and bundles do in whatever order, nothing is left behind. */
class InterleavingTest {
    private static final int STEPS = 150;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final List<String> PROGRAMS = List.of("p", "q", "mute");
    private static final List<String> IPCPS = List.of("l", "va", "vb");

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 20_000 : 1_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void leavesNoOrphan(long seed) {
        new Run(seed).all();
    }

    /** One run. */
    private static final class Run {
        private final SplittableRandom random;
        private final SimulatedSystem system;
        private final CountingPolicy first = new CountingPolicy(false);
        private final CountingPolicy newest = new CountingPolicy(true);
        private final Set<CountingPolicy> present = new HashSet<>();
        private final List<Running> running = new ArrayList<>();
        private final List<CompletableFuture<Flow>> requests = new ArrayList<>();
        private final long seed;

        Run(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.system = new SimulatedSystem(seed);
        }

        void all() {
            for (int step = 0; step < STEPS; step++) {
                try {
                    step();
                } catch (IrmException refused) {
                    assertTrue(refused.toString().length() > 40, refused.toString());
                }
                if (random.nextInt(3) > 0) {
                    system.loop.runFor(Duration.ofMillis(random.nextInt(400)));
                }
                checkReferences();
            }
            end();
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0 -> running.add(system.run(program(), 1 + random.nextInt(4)));
                case 1 -> stopProcess();
                case 2 -> system.bind(program(), name());
                case 3 -> system.bindAuto(program(), name());
                case 4 -> system.irm.bindings().unbindProgram(program(), name());
                case 5 -> system.irm.bindings().bindProcess(1 + random.nextInt(4), name());
                case 6 -> system.irm.bindings().unbindProcess(1 + random.nextInt(4), name());
                case 7 -> system.irm.createName(NameSpec.of(name(), policyName()));
                case 8 -> system.irm.destroyName(name());
                case 9 -> system.irm.register(name(), Set.of(ipcp()));
                case 10 -> system.irm.unregister(name(), Set.of(ipcp()));
                case 11 -> join();
                case 12 -> system.irm.destroyIpcp(ipcp());
                case 13 -> reinstallType();
                case 14 -> system.irm.balance(name(), policyName());
                case 15 -> togglePolicy();
                case 16 -> endSomeFlow();
                case 17 -> requests.forEach(request -> request.cancel(false));
                default -> requests.add(system.request(name(), random.nextBoolean() ? QosSpec.RAW : QosSpec.DATA));
            }
            useFlows();
        }

        private void join() {
            String ipcp = ipcp();
            boolean local = ipcp.equals("l");
            system.irm.createIpcp(ipcp, local ? "local" : "virtual");
            system.join(ipcp, "layer", Map.of());
        }

        private void stopProcess() {
            if (!running.isEmpty()) {
                system.irm.removeProcess(
                        running.remove(random.nextInt(running.size())).process());
            }
        }

        private void reinstallType() {
            system.irm.removeType(system.local);
            if (random.nextBoolean()) {
                system.loop.runFor(Duration.ofMillis(random.nextInt(50)));
            }
            system.irm.addType("local", system.local, "again");
        }

        private void togglePolicy() {
            CountingPolicy policy = random.nextBoolean() ? first : newest;
            if (present.remove(policy)) {
                system.balancing.withdraw(policy);
            } else {
                present.add(policy);
                system.offer(policy, policy == first ? "first" : "newest", "1.0.0");
            }
        }

        private void endSomeFlow() {
            List<Flow> flows = flows();
            if (!flows.isEmpty()) {
                flows.get(random.nextInt(flows.size())).deallocate();
            }
        }

        private void useFlows() {
            ByteBuffer buffer = ByteBuffer.allocate(64);
            for (Flow flow : flows()) {
                try {
                    flow.tryWrite(buffer.clear().limit(1 + random.nextInt(64)));
                    flow.tryRead(buffer.clear());
                } catch (FlowDown down) {
                    assertTrue(down.state() != FlowState.UP);
                }
            }
        }

        private List<Flow> flows() {
            List<Flow> flows = new ArrayList<>();
            running.forEach(each -> flows.addAll(each.server().flows));
            requests.stream()
                    .filter(request -> request.isDone() && !request.isCompletedExceptionally())
                    .forEach(request -> flows.add(request.join()));
            return flows;
        }

        /** What is listed refers only to what is there. */
        private void checkReferences() {
            Set<String> names = system.irm.names().stream().map(NameInfo::name).collect(Collectors.toSet());
            Map<String, IpcpInfo> ipcps =
                    system.irm.ipcps().stream().collect(Collectors.toMap(IpcpInfo::name, ipcp -> ipcp));
            Set<String> processes = system.irm.processes().stream()
                    .map(process -> process.program() + " (process " + process.id() + ")")
                    .collect(Collectors.toSet());
            for (IpcpInfo ipcp : ipcps.values()) {
                assertTrue(names.containsAll(ipcp.registered()), () -> seed + ": " + ipcp);
            }
            for (NameInfo name : system.irm.names()) {
                for (String ipcp : name.registered()) {
                    assertTrue(ipcps.containsKey(ipcp)
                            && ipcps.get(ipcp).registered().contains(name.name()));
                }
            }
            for (FlowInfo flow : system.irm.flows()) {
                if (flow.side() == FlowInfo.Side.SERVER && flow.state() != FlowState.DEALLOCATED) {
                    assertTrue(processes.contains(flow.owner()), () -> seed + ": " + flow);
                }
            }
        }

        /** Each process is counted exactly the flows that it holds, so that its limit is neither used up nor passed. */
        private void checkFlowCounts() {
            Map<String, Long> held = system.irm.flows().stream()
                    .filter(flow -> flow.side() == FlowInfo.Side.SERVER)
                    .collect(Collectors.groupingBy(FlowInfo::owner, Collectors.counting()));
            for (ProcessInfo process : system.irm.processes()) {
                String owner = process.program() + " (process " + process.id() + ")";
                assertEquals(held.getOrDefault(owner, 0L), process.flows(), () -> "seed " + seed + ": " + owner);
            }
        }

        private void end() {
            system.irm.reclaim(system.owner);
            system.loop.run();
            checkFlowCounts();
            while (!running.isEmpty()) {
                stopProcess();
            }
            system.irm.ipcps().forEach(ipcp -> system.irm.destroyIpcp(ipcp.name()));
            system.irm.names().forEach(name -> system.irm.destroyName(name.name()));
            system.loop.run(); // programs that are starting come up
            system.irm.processes().forEach(process -> system.irm.removeProcess(system.process(process.id())));
            system.loop.run();

            requests.forEach(request -> assertTrue(request.isDone(), () -> "seed " + seed));
            requests.stream()
                    .filter(request -> request.isCompletedExceptionally() && !request.isCancelled())
                    .forEach(request -> assertTrue(request.exceptionNow() instanceof FlowRefused));
            assertEquals(List.of(), system.irm.flows());
            assertEquals(List.of(), system.irm.names());
            assertEquals(List.of(), system.irm.ipcps());
            assertEquals(List.of(), system.irm.processes());
            assertEquals(List.of(), system.irm.slots());
            assertEquals(0, system.pool.outstanding());
            assertEquals(0, system.loop.info().armedTimers());
            assertEquals(first.opened, first.closed);
            assertEquals(newest.opened, newest.closed);
        }

        private String name() {
            return NAMES.get(random.nextInt(NAMES.size()));
        }

        private String program() {
            return PROGRAMS.get(random.nextInt(PROGRAMS.size()));
        }

        private String ipcp() {
            return IPCPS.get(random.nextInt(IPCPS.size()));
        }

        private String policyName() {
            return random.nextBoolean() ? "first" : "newest";
        }
    }
}
