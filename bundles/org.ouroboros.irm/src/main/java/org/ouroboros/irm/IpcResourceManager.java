// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * An IRM without a framework around it. Confined to its loop: every method is called there, and every future completes there.
 * A request that cannot be carried out throws, or completes with, an {@link IrmException}.
 */
final class IpcResourceManager {
    private static final System.Logger LOG = System.getLogger(IpcResourceManager.class.getName());
    private static final Duration BOOTSTRAP_LIMIT = Duration.ofSeconds(5);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);

    private final IpcpLoop loop;
    private final PacketPool pool;
    private final PolicyCatalogue<BalancingPolicy> balancing;
    private final EndpointPolicies protection;
    private final Names names;
    private final Ipcps ipcps;
    private final Acceptors acceptors;
    private final FlowTable table;
    private final FlowArrivals arrivals;
    private final Flows flows;
    private IrmSettings settings;

    IpcResourceManager(
            IpcpLoop loop,
            PacketPool pool,
            PolicyCatalogue<BalancingPolicy> balancing,
            EndpointPolicies protection,
            ProgramStarter starter,
            int queuePackets,
            IrmSettings settings) {
        this.loop = loop;
        this.pool = pool;
        this.balancing = balancing;
        this.protection = protection;
        this.settings = settings;
        this.names = new Names(balancing);
        this.ipcps = new Ipcps(Host::new);
        this.acceptors = new Acceptors(loop, names, starter, settings);
        Endpoints endpoints = new Endpoints(loop, pool, protection, queuePackets);
        this.table = new FlowTable(loop);
        this.arrivals = new FlowArrivals(loop, endpoints, acceptors, table, settings);
        this.flows = new Flows(loop, endpoints, names, ipcps, acceptors, arrivals, table, settings);
    }

    IpcpLoop loop() {
        return loop;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
        acceptors.settings(newSettings);
        arrivals.settings(newSettings);
        flows.settings(newSettings);
    }

    /** Ends everything. */
    void close() {
        flows.reclaimAll();
        List.copyOf(ipcps.all()).forEach(ipcps::remove);
        List.copyOf(names.all()).forEach(names::remove);
    }

    // ---- what is present ----

    void addType(String name, IpcpType type, String bundle) {
        ipcps.addType(new Ipcps.Installed(name, type, bundle));
    }

    /** Lets a type go; what its IPCPs hold of lower layers is deallocated. */
    void removeType(IpcpType type) {
        ipcps.using(type).forEach(flows::reclaim);
        ipcps.removeType(type);
    }

    SystemProcess addProcess(long id, String program, FlowAcceptor acceptor, int limit) {
        SystemProcess process = new SystemProcess(id, program, acceptor, limit);
        acceptors.add(process);
        return process;
    }

    /** Forgets a process: what it holds is deallocated. */
    void removeProcess(SystemProcess process) {
        if (acceptors.remove(process)) {
            flows.reclaim(process);
        }
    }

    // ---- flows ----

    void allocate(FlowOwner owner, String name, QosSpec qos, Duration timeout, CompletableFuture<Flow> result) {
        flows.allocate(owner, name, qos, timeout, result);
    }

    void reclaim(FlowOwner owner) {
        owner.goes();
        flows.reclaim(owner);
    }

    // ---- IPCPs ----

    IpcpInfo createIpcp(String name, String type) {
        return info(ipcps.create(name, type));
    }

    void destroyIpcp(String name) {
        SystemIpcp ipcp = ipcps.require(name);
        flows.reclaim(ipcp);
        ipcp.registered()
                .values()
                .forEach(registered -> registered.registrations().remove(ipcp));
        names.all().forEach(bound -> bound.ipcps().remove(name, ipcp));
        ipcps.remove(ipcp);
    }

    CompletableFuture<IpcpInfo> bootstrap(String name, LayerSpec layer) {
        SystemIpcp ipcp = ipcps.require(name);
        Failures.requireName("layer name", layer.layer());
        checkOptions(ipcp, layer);
        LayerConfig config = new LayerConfig(layer.layer(), layer.options());
        return join(ipcp, BOOTSTRAP_LIMIT, member -> member.bootstrap(config));
    }

    CompletableFuture<IpcpInfo> enrol(String name, String destination, Optional<String> layer) {
        SystemIpcp ipcp = ipcps.require(name);
        return join(
                ipcp,
                REQUEST_LIMIT,
                member -> member.enrol(destination).thenApply(info -> {
                    if (layer.isPresent() && !layer.get().equals(info.layer())) {
                        throw new IrmException(
                                IrmException.Problem.INVALID,
                                "'" + destination + "' is in layer '" + info.layer() + "', not in '" + layer.get()
                                        + "'");
                    }
                    return info;
                }));
    }

    CompletableFuture<Void> connect(String name, String destination, Set<LayerComponent> components, QosSpec qos) {
        Ipcp member = ipcps.require(name).member();
        return Failures.within(loop, REQUEST_LIMIT, Failures.ask(() -> member.connect(destination, components, qos)));
    }

    CompletableFuture<Void> disconnect(String name, String destination, Set<LayerComponent> components) {
        Ipcp member = ipcps.require(name).member();
        return Failures.within(loop, REQUEST_LIMIT, Failures.ask(() -> member.disconnect(destination, components)));
    }

    List<IpcpInfo> ipcps() {
        return ipcps.all().stream()
                .map(this::info)
                .sorted(Comparator.comparing(IpcpInfo::type).thenComparingInt(IpcpInfo::id))
                .toList();
    }

    List<IpcpTypeInfo> ipcpTypes() {
        return ipcps.typeInfos();
    }

    // ---- bindings ----

    void bindProgram(ProgramBinding binding) {
        if (binding.program().isBlank()) {
            throw new IrmException(IrmException.Problem.INVALID, "a program is named by its bundle's symbolic name");
        }
        Name name = names.ensure(binding.name(), settings.maxNames());
        name.programs().remove(binding.program()); // the latest binding comes last
        name.programs().put(binding.program(), binding);
        acceptors.serveWaiting(name);
    }

    void unbindProgram(String program, String name) {
        requireBound(names.require(name).programs().remove(program) != null, "program", program, name);
    }

    void bindProcess(long process, String name) {
        acceptors.require(process);
        Name bound = names.ensure(name, settings.maxNames());
        bound.processes().add(process);
        acceptors.serveWaiting(bound);
    }

    void unbindProcess(long process, String name) {
        requireBound(names.require(name).processes().remove(process), "process", String.valueOf(process), name);
    }

    void bindIpcp(String ipcp, String name) {
        SystemIpcp bound = ipcps.require(ipcp);
        names.ensure(name, settings.maxNames()).ipcps().put(ipcp, bound);
    }

    void unbindIpcp(String ipcp, String name) {
        requireBound(names.require(name).ipcps().remove(ipcp) != null, "IPCP", ipcp, name);
    }

    List<ProcessInfo> processes() {
        return acceptors.infos();
    }

    // ---- names ----

    CompletableFuture<NameInfo> createName(NameSpec spec) {
        Name name = names.create(spec, settings.maxNames());
        return name.balancing().settled().thenApply(view -> info(name));
    }

    /** Destroys a name. Layers that cannot unregister it are named in the log: for this system it is gone. */
    CompletableFuture<Void> destroyName(String name) {
        Name destroyed = names.require(name);
        List<SystemIpcp> registered = List.copyOf(destroyed.registrations().keySet());
        CompletableFuture<?>[] steps = registered.stream()
                .map(ipcp -> unregister(destroyed, ipcp).exceptionally(failure -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "name {0} was destroyed, but IPCP {1} cannot unregister it: {2}",
                            name,
                            ipcp,
                            Failures.message(failure));
                    dropRegistration(destroyed, ipcp);
                    return null;
                }))
                .toArray(CompletableFuture<?>[]::new);
        names.remove(destroyed);
        return CompletableFuture.allOf(steps);
    }

    CompletableFuture<NameInfo> balance(String name, String policy) {
        Name balanced = names.require(name);
        return balanced.balancing().use(policy).handle((view, failure) -> {
            if (failure != null) {
                throw new IrmException(IrmException.Problem.UNAVAILABLE, Failures.message(failure));
            }
            return info(balanced);
        });
    }

    CompletableFuture<Void> register(String name, String ipcpName) {
        SystemIpcp ipcp = ipcps.require(ipcpName);
        Ipcp member = ipcp.member();
        NameHash hash = NameHash.of(name, ipcp.layer().orElseThrow().hash());
        boolean known = names.find(name).isPresent();
        Name registered = names.ensure(name, settings.maxNames());
        if (registered.registrations().containsKey(ipcp)) {
            throw new IrmException(
                    IrmException.Problem.EXISTS, "name '" + name + "' is registered with '" + ipcpName + "' already");
        }
        registered.registrations().put(ipcp, hash);
        ipcp.registered().put(hash, registered);
        return Failures.within(loop, REQUEST_LIMIT, Failures.ask(() -> member.register(hash)))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        dropRegistration(registered, ipcp);
                        if (!known && registered.isUnused() && names.contains(registered)) {
                            names.remove(registered);
                        }
                    }
                });
    }

    CompletableFuture<Void> unregister(String name, String ipcpName) {
        SystemIpcp ipcp = ipcps.require(ipcpName);
        Name registered = names.require(name);
        if (!registered.registrations().containsKey(ipcp)) {
            throw new IrmException(
                    IrmException.Problem.UNKNOWN,
                    "name '" + name + "' is not registered with '" + ipcpName + "', but with: "
                            + registered.registrations().keySet().stream()
                                    .map(SystemIpcp::name)
                                    .collect(Collectors.joining(", ")));
        }
        return unregister(registered, ipcp);
    }

    List<NameInfo> names() {
        return names.all().stream().map(this::info).toList();
    }

    // ---- views ----

    List<FlowInfo> flows() {
        return table.infos();
    }

    List<PolicyInfo> policies() {
        return Stream.of(balancing, protection.reliability(), protection.integrity(), protection.encryption())
                .flatMap(catalogue -> catalogue.candidates().stream())
                .map(present -> new PolicyInfo(present.kind(), present.name(), present.bundle(), present.version()))
                .sorted(Comparator.comparing(PolicyInfo::kind).thenComparing(PolicyInfo::name))
                .toList();
    }

    List<SlotInfo> slots() {
        return Stream.of(balancing, protection.reliability(), protection.integrity(), protection.encryption())
                .flatMap(catalogue -> catalogue.slots().stream())
                .map(view -> new SlotInfo(
                        view.slot(),
                        view.kind(),
                        view.wanted(),
                        view.inUse(),
                        view.generation(),
                        view.latest().toString()))
                .toList();
    }

    // ---- steps ----

    private CompletableFuture<IpcpInfo> join(
            SystemIpcp ipcp, Duration limit, Function<Ipcp, CompletableFuture<LayerInfo>> how) {
        return ipcp.join(member -> Failures.within(loop, limit, how.apply(member)))
                .thenApply(layer -> info(ipcp));
    }

    private void checkOptions(SystemIpcp ipcp, LayerSpec layer) {
        Set<String> known = ipcps.requireType(ipcp.typeName()).type().options().stream()
                .map(LayerOption::name)
                .collect(Collectors.toCollection(TreeSet::new));
        layer.options().keySet().stream()
                .filter(option -> !known.contains(option))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IrmException(
                            IrmException.Problem.INVALID,
                            "type '" + ipcp.typeName() + "' has no option '" + unknown + "': it has "
                                    + String.join(", ", known));
                });
    }

    private CompletableFuture<Void> unregister(Name name, SystemIpcp ipcp) {
        NameHash hash = name.registrations().get(ipcp);
        if (hash == null || !ipcp.isOperational()) {
            dropRegistration(name, ipcp);
            return CompletableFuture.completedFuture(null);
        }
        return Failures.within(
                        loop, REQUEST_LIMIT, Failures.ask(() -> ipcp.member().unregister(hash)))
                .thenRun(() -> dropRegistration(name, ipcp));
    }

    private static void dropRegistration(Name name, SystemIpcp ipcp) {
        NameHash hash = name.registrations().remove(ipcp);
        if (hash != null) {
            ipcp.registered().remove(hash);
        }
    }

    private static void requireBound(boolean bound, String kind, String what, String name) {
        if (!bound) {
            throw new IrmException(
                    IrmException.Problem.UNKNOWN, kind + " '" + what + "' is not bound to name '" + name + "'");
        }
    }

    private IpcpInfo info(SystemIpcp ipcp) {
        return ipcp.info(table.carriedBy(ipcp));
    }

    private NameInfo info(Name name) {
        return name.info(acceptors.offeredFlowsOf(name));
    }

    /** What the system does for one IPCP. */
    private final class Host implements IpcpHost {
        private final SystemIpcp ipcp;

        Host(SystemIpcp ipcp) {
            this.ipcp = ipcp;
        }

        @Override
        public String ipcp() {
            return ipcp.name();
        }

        @Override
        public IpcpLoop loop() {
            return loop;
        }

        @Override
        public PacketPool pool() {
            return pool;
        }

        @Override
        public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
            return arrivals.arrived(ipcp, arrival);
        }

        @Override
        public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
            return flows.allocateBelow(ipcp, name, qos, user, FlowAllocator.DEFAULT_TIMEOUT);
        }
    }
}
