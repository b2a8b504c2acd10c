// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.address.flat.FlatPolicy;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.congestion.mbecn.MultiBitEcnPolicy;
import org.ouroboros.congestion.none.NoAvoidancePolicy;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.forwarding.alternate.AlternatePolicy;
import org.ouroboros.forwarding.multipath.MultipathPolicy;
import org.ouroboros.forwarding.simple.SimplePolicy;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.ipcp.unicast.Policies;
import org.ouroboros.ipcp.unicast.UnicastIpcpType;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.routing.ecmp.EcmpPolicy;
import org.ouroboros.routing.lfa.LfaPolicy;
import org.ouroboros.routing.linkstate.LinkStatePolicy;
import org.ouroboros.scheduling.priority.PriorityPolicy;

/** Whole systems on one virtual clock, with wires between them, and unicast layers over those. */
final class Network {
    /** Time that everything that is not a time-out takes at most. */
    static final Duration SETTLING = Duration.ofMillis(100);

    private static final IrmSettings SETTINGS = new IrmSettings(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            10_240,
            65_536,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    final SimulatedLoop loop;
    final Wires wires = new Wires();
    private final @Nullable Path security;
    private final List<SimulatedSystem> systems = new ArrayList<>();
    private final List<Policies> policies = new ArrayList<>();
    private final List<UnicastIpcpType> types = new ArrayList<>();
    private final Map<Integer, SimulatedSystem.Running> servers = new HashMap<>();
    private final Map<Integer, List<String>> wiresOf = new HashMap<>();

    Network(long seed, int size) {
        this(seed, size, null);
    }

    /** The same, with a security folder that all systems share. */
    Network(long seed, int size, @Nullable Path security) {
        this.security = security;
        loop = new SimulatedLoop(seed);
        for (int i = 0; i < size; i++) {
            add(system(Map.of()));
        }
        loop.runFor(SETTLING);
    }

    private SimulatedSystem system(Map<String, Map<String, String>> remembered) {
        return new SimulatedSystem(loop, wires, SETTINGS, remembered, security);
    }

    private void add(SimulatedSystem system) {
        Policies offered = Policies.none(loop, SimulatedSystem.DEADLINE);
        offer(offered.routing(), "routing", "link-state", new LinkStatePolicy());
        offer(offered.routing(), "routing", "lfa", new LfaPolicy());
        offer(offered.routing(), "routing", "ecmp", new EcmpPolicy());
        offer(offered.forwarding(), "forwarding", "simple", new SimplePolicy());
        offer(offered.forwarding(), "forwarding", "alternate", new AlternatePolicy());
        offer(offered.forwarding(), "forwarding", "multipath", new MultipathPolicy());
        offer(offered.congestion(), "congestion", "none", new NoAvoidancePolicy());
        offer(offered.congestion(), "congestion", "mb-ecn", new MultiBitEcnPolicy());
        offer(offered.scheduling(), "scheduling", "priority", new PriorityPolicy());
        offer(offered.address(), "address", "flat", new FlatPolicy());
        offer(offered.directory(), "directory", "dht", new DhtPolicy());
        systems.add(system);
        policies.add(offered);
        types.add(new UnicastIpcpType(offered));
        addType(systems.size() - 1);
    }

    /** {@return the policies that are installed in a system} */
    Policies policies(int system) {
        return policies.get(system);
    }

    /** Installs the type of unicast IPCPs in a system. */
    void addType(int system) {
        system(system).irm.addType("unicast", types.get(system), "org.ouroboros.ipcp.unicast 1.0.0");
    }

    /** Takes the type of unicast IPCPs from a system. */
    void removeType(int system) {
        system(system).irm.removeType(types.get(system));
    }

    /** Takes the type of unicast IPCPs from a system that ends. */
    void endType(int system) {
        system(system).irm.endType(types.get(system));
    }

    private static <P> void offer(PolicyCatalogue<P> catalogue, String kind, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, kind, name, "test." + name, "1.0.0"));
    }

    int size() {
        return systems.size();
    }

    SimulatedSystem system(int number) {
        return systems.get(number);
    }

    /** {@return name of the link between two systems} */
    static String wire(int one, int other) {
        return "wire-" + Math.min(one, other) + "-" + Math.max(one, other);
    }

    /** Makes a wire between two systems. */
    void wire(int one, int other, Map<String, String> options) {
        String wire = wire(one, other);
        for (int end : new int[] {one, other}) {
            system(end).bootstrap(wire + "." + end, "virtual", wire, options);
            wiresOf.computeIfAbsent(end, number -> new ArrayList<>()).add(wire);
        }
    }

    /** Makes a layer of all systems in a ring, or of two next to each other, each of which serves a name. */
    void ring(String layer, Map<String, String> options) {
        ring(layer, options, Map.of("delay_ms", "1"));
    }

    /** The same, over wires of some kind. */
    void ring(String layer, Map<String, String> options, Map<String, String> wires) {
        int size = size();
        for (int i = 0; i < (size == 2 ? 1 : size); i++) {
            wire(i, (i + 1) % size, wires);
        }
        bootstrap(layer, 0, options);
        for (int i = 1; i < size; i++) {
            reachable(layer, i - 1, wire(i - 1, i) + "." + (i - 1));
            enrol(layer, i, i - 1);
        }
        if (size > 2) {
            reachable(layer, 0, wire(size - 1, 0) + ".0");
            connect(layer, size - 1, 0);
        }
        serveAll(layer);
    }

    /** Makes a layer of all systems in a wheel: a ring of all but the first one, which is the hub. Each serves a name. */
    void wheel(String layer, Map<String, String> options) {
        int rim = size() - 1;
        bootstrap(layer, 0, options);
        for (int i = 1; i <= rim; i++) {
            wire(0, i, Map.of("delay_ms", "1"));
            reachable(layer, 0, wire(0, i) + ".0");
            enrol(layer, i, 0);
        }
        for (int i = 1; i <= rim; i++) {
            int next = i % rim + 1;
            wire(i, next, Map.of("delay_ms", "1"));
            reachable(layer, i, wire(i, next) + "." + i);
            connect(layer, next, i);
        }
        serveAll(layer);
    }

    private void serveAll(String layer) {
        for (int i = 0; i < size(); i++) {
            serve(layer, i);
        }
        loop.runFor(SETTLING);
    }

    /** {@return the names of all wires} */
    Set<String> wires() {
        return wiresOf.values().stream().flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Cuts all wires of a system, as if it had lost its power. */
    void silence(int number) {
        wiresOf.getOrDefault(number, List.of()).forEach(wires::cut);
    }

    /** Has all systems keep their members of a layer, which are the same after a restart then. */
    void keep(String layer) {
        for (int i = 0; i < size(); i++) {
            keep(layer, i);
        }
        loop.runFor(Duration.ofSeconds(1)); // longer than it takes to be written
    }

    private void keep(String layer, int number) {
        IpcResourceManager irm = system(number).irm;
        irm.keeping()
                .stage(List.of(
                        Staged.Write.of(irm.requireIpcp(ipcp(layer, number)).declaration())));
    }

    /** Kills a system: nobody hears of it any more, not even that it ended. */
    void kill(int number) {
        silence(number);
        SimulatedSystem killed = system(number);
        killed.dies();
        killed.irm.close();
        servers.remove(number);
    }

    /** Starts a system again that was killed, with what is kept of its member of a layer, which finds some neighbours over wires then. */
    void restart(String layer, int number, int... neighbours) {
        Declaration kept = system(number)
                .irm
                .desired()
                .of(Key.ipcp(ipcp(layer, number)))
                .orElseThrow()
                .declaration();
        add(system(Map.copyOf(system(number).written)));
        systems.set(number, systems.removeLast());
        policies.set(number, policies.removeLast());
        types.set(number, types.removeLast());
        loop.runFor(SETTLING);
        for (String wire : wiresOf.getOrDefault(number, List.of())) {
            wires.mend(wire);
            system(number).bootstrap(wire + "." + number, "virtual", wire, Map.of("delay_ms", "1"));
        }
        for (int neighbour : neighbours) {
            reachable(layer, neighbour, wire(number, neighbour) + "." + neighbour);
        }
        system(number).irm.desired().put(new Desired.Source(ipcp(layer, number), kept, Origin.KEPT));
        loop.runUntil(() -> system(number).irm.requireIpcp(ipcp(layer, number)).isOperational());
        wiresOf.getOrDefault(number, List.of()).forEach(wire -> reachable(layer, number, wire + "." + number));
    }

    /** Makes a system the first member of a layer. */
    void bootstrap(String layer, int system, Map<String, String> options) {
        join(layer, system, new Membership.Bootstrap(new LayerSpec(layer, options)));
    }

    /** Has a system join a layer through a neighbour, over what that has registered its IPCP in, and connects the two. */
    void enrol(String layer, int system, int neighbour) {
        join(layer, system, new Membership.Enrolment(ipcp(layer, neighbour), Optional.of(layer)));
        connect(layer, system, neighbour);
    }

    void connect(String layer, int system, int neighbour) {
        loop.await(system(system)
                .irm
                .connect(ipcp(layer, system), ipcp(layer, neighbour), Set.of(LayerComponent.values()), QosSpec.RAW));
    }

    /** Lets a system's member of a layer be reached over an IPCP below. */
    void reachable(String layer, int system, String over) {
        system(system).register(ipcp(layer, system), over);
    }

    private void join(String layer, int system, Membership how) {
        loop.await(system(system).irm.join(ipcp(layer, system), Optional.of("unicast"), how, true));
    }

    static String ipcp(String layer, int system) {
        return layer + "." + system;
    }

    /** Has a system serve a name of its own in a layer. */
    void serve(String layer, int system) {
        SimulatedSystem server = system(system);
        servers.computeIfAbsent(system, number -> server.run("server"));
        String name = name(layer, system);
        server.bind("server", name);
        server.register(name, ipcp(layer, system));
    }

    static String name(String layer, int system) {
        return layer + "-service-" + system;
    }

    /** {@return a flow from a system to what another one serves} */
    Flow allocate(String layer, int from, int to) {
        return allocate(layer, from, to, QosSpec.RAW);
    }

    Flow allocate(String layer, int from, int to, QosSpec qos) {
        return loop.await(system(from).request(name(layer, to), qos));
    }

    /** {@return the server's end of the latest flow to a system} */
    Flow accepted(int system) {
        return server(system).latest();
    }

    /** {@return the process that serves at a system} */
    SimulatedSystem.Server server(int system) {
        return Objects.requireNonNull(servers.get(system)).server();
    }

    /** {@return what a system's member of a layer has counted} */
    long count(String layer, int system, String counter) {
        return system(system)
                .irm
                .requireIpcp(ipcp(layer, system))
                .ipcp()
                .counters()
                .getOrDefault(counter, 0L);
    }

    LayerView view(String layer, int system) {
        return system(system).irm.requireIpcp(ipcp(layer, system)).member().view();
    }
}
