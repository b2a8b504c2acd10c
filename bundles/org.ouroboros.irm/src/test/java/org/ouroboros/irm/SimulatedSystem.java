// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.integrity.crc32.Crc32Policy;
import org.ouroboros.ipcp.local.LocalIpcpType;
import org.ouroboros.ipcp.virtual.VirtualIpcpType;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.reliability.frcp.FrcpPolicy;

/** A whole system on virtual time: the IRM with the local and virtual types, and processes that keep the flows they get. */
final class SimulatedSystem {
    static final Duration DEADLINE = Duration.ofSeconds(5);

    static final IrmSettings SETTINGS = new IrmSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            10_240,
            65_536,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    final SimulatedLoop loop;
    final PacketPool pool = new PacketPool(8 << 20);
    final PolicyCatalogue<BalancingPolicy> balancing;
    final EndpointPolicies protection;
    final IpcResourceManager irm;
    private final List<SystemEvent> told = new ArrayList<>();
    final FlowOwner owner = new FlowOwner("client");
    final IpcpType local = new LocalIpcpType();
    final IpcpType virtual;
    final Map<String, Map<String, String>> written = new TreeMap<>(); // what IPCPs remember after a restart
    final List<String> writes = new ArrayList<>(); // the IPCPs of which something was written
    final List<String> started = new ArrayList<>();
    List<SwapInfo> swapLog = List.of(); // as it was written last
    boolean diskFull; // from when nothing is written to it
    private final Map<Long, SystemProcess> processes = new HashMap<>();
    private long latestProcess;
    private boolean dead;

    SimulatedSystem(long seed) {
        this(new SimulatedLoop(seed), new VirtualIpcpType(), SETTINGS);
    }

    SimulatedSystem(SimulatedLoop loop, IpcpType virtual, IrmSettings settings) {
        this(loop, virtual, settings, Map.of());
    }

    /** A system whose IPCPs remember what was {@link #written} in an earlier run. */
    SimulatedSystem(
            SimulatedLoop loop, IpcpType virtual, IrmSettings settings, Map<String, Map<String, String>> remembered) {
        this(loop, virtual, settings, remembered, null);
    }

    /** A system with a folder of what protects flows. */
    SimulatedSystem(
            SimulatedLoop loop,
            IpcpType virtual,
            IrmSettings settings,
            Map<String, Map<String, String>> remembered,
            @Nullable Path security) {
        this.loop = loop;
        written.putAll(remembered);
        this.virtual = virtual;
        balancing = new PolicyCatalogue<>(BalancingPolicy.KIND, loop, DEADLINE);
        protection = new EndpointPolicies(loop, DEADLINE);
        irm = new IpcResourceManager(
                loop,
                pool,
                balancing,
                protection,
                (program, arguments) -> start(program),
                (event, subject, message) -> told.add(event),
                this::write,
                remembered,
                this::writeSwaps,
                List.of(),
                new SecurityFolder(security),
                64,
                settings);
        irm.addType("local", local, "org.ouroboros.ipcp.local 1.0.0");
        irm.addType("virtual", virtual, "org.ouroboros.ipcp.virtual 1.0.0");
    }

    private void writeSwaps(List<SwapInfo> swaps) throws IOException {
        if (diskFull) {
            throw new IOException("no space left on device");
        }
        swapLog = swaps;
    }

    /** {@return the kinds of events that were told since the latest call} */
    List<SystemEvent> told() {
        List<SystemEvent> events = List.copyOf(told);
        told.clear();
        return events;
    }

    /** A process that keeps its flows. */
    static final class Server implements FlowAcceptor {
        final List<Flow> flows = new ArrayList<>();
        UnaryOperator<byte[]> answers = said -> new byte[0];

        @Override
        public byte[] answer(FlowOffer offer) {
            return answers.apply(offer.data());
        }

        @Override
        public void accept(Flow flow) {
            flows.add(flow);
        }

        Flow latest() {
            return flows.getLast();
        }
    }

    /** A process with the server behind it. */
    record Running(Server server, SystemProcess process) {}

    Running run(String program) {
        return run(program, Integer.MAX_VALUE);
    }

    Running run(String program, int limit) {
        Server server = new Server();
        SystemProcess process = irm.addProcess(++latestProcess, program, server, limit);
        processes.put(process.id(), process);
        return new Running(server, process);
    }

    /** {@return a process that was run, by number} */
    SystemProcess process(long id) {
        return Objects.requireNonNull(processes.get(id));
    }

    void bind(String program, String name) {
        irm.bindings().bindProgram(new ProgramBinding(program, name, false, List.of()));
    }

    void bindAuto(String program, String name) {
        irm.bindings().bindProgram(new ProgramBinding(program, name, true, List.of("-x")));
    }

    void bootstrap(String ipcp, String type, String layer, Map<String, String> options) {
        irm.createIpcp(ipcp, type);
        loop.await(join(ipcp, layer, options));
    }

    CompletableFuture<IpcpInfo> join(String ipcp, String layer, Map<String, String> options) {
        return irm.join(ipcp, Optional.empty(), new Membership.Bootstrap(new LayerSpec(layer, options)), false)
                .thenApply(IpcResourceManager.Joined::info);
    }

    void register(String name, String ipcp) {
        loop.await(irm.register(name, Set.of(ipcp)));
    }

    CompletableFuture<Flow> request(String name) {
        return request(name, QosSpec.RAW);
    }

    CompletableFuture<Flow> request(String name, QosSpec qos) {
        return request(new FlowOffer(name, qos, new byte[0]));
    }

    CompletableFuture<Flow> request(FlowOffer offer) {
        CompletableFuture<Flow> answer = new CompletableFuture<>();
        irm.allocate(owner, offer, Duration.ofSeconds(20), answer);
        return answer;
    }

    Flow allocate(String name) {
        return loop.await(request(name));
    }

    void offer(BalancingPolicy policy, String name, String version) {
        balancing.offer(new Candidate<>(policy, BalancingPolicy.KIND, name, "test." + name, version));
    }

    /** Installs what flows need over layers that lose or spoil packets. */
    void installProtection() {
        protection
                .reliability()
                .offer(new Candidate<>(new FrcpPolicy(), ReliabilityPolicy.KIND, "frcp", "test.frcp", "1.0.0"));
        protection
                .integrity()
                .offer(new Candidate<>(new Crc32Policy(), IntegrityPolicy.KIND, "crc32", "test.crc32", "1.0.0"));
    }

    /** Runs what is due now. */
    void settle() {
        loop.runFor(Duration.ofMillis(10));
    }

    long elapsedMs(long sinceNs) {
        return (loop.nowNs() - sinceNs) / 1_000_000;
    }

    static void send(Flow from, String text) {
        assertEquals(true, from.tryWrite(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    static String receive(Flow at) {
        ByteBuffer buffer = ByteBuffer.allocate(2_000);
        int count = at.tryRead(buffer);
        return count == Flow.WOULD_BLOCK ? "nothing" : new String(buffer.array(), 0, count, StandardCharsets.UTF_8);
    }

    /** Nothing is written any more. */
    void dies() {
        dead = true;
    }

    private void write(String ipcp, Map<String, String> facts) {
        if (dead) {
            return;
        }
        writes.add(ipcp);
        if (facts.isEmpty()) {
            written.remove(ipcp);
        } else {
            written.put(ipcp, facts);
        }
    }

    private void start(String program) {
        started.add(program);
        if (program.startsWith("broken")) {
            throw new IllegalStateException("it is broken");
        }
        if (!program.startsWith("mute")) {
            loop.execute(() -> run(program));
        }
    }
}
