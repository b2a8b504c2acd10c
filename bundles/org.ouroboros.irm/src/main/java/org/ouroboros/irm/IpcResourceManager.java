// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.Peer;

/**
 * An IRM without a framework around it. Confined to its loop: every method is called there, and every future completes there.
 * A request that cannot be carried out throws, or completes with, an {@link IrmException}.
 */
final class IpcResourceManager {
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final PolicyCatalogue<BalancingPolicy> balancing;
    private final EndpointPolicies protection;
    private final Peers peers;
    private final IpcpMemory memory;
    private final Names names;
    private final Ipcps ipcps;
    private final LayerRequests layers;
    private final Swaps swaps;
    private final LayerSwaps layerSwaps;
    private final Registrations registrations;
    private final Fulfilment fulfilment;
    private final Desired desired;
    private final Keeping keeping;
    private final Acceptors acceptors;
    private final Bindings bindings;
    private final FlowTable table;
    private final LayerStack stack;
    private final Renegotiations renegotiations;
    private final FlowArrivals arrivals;
    private final Flows flows;
    private final Chronicle chronicle;
    private IrmSettings settings;
    private long joins;

    IpcResourceManager(
            IpcpLoop loop,
            PacketPool pool,
            PolicyCatalogue<BalancingPolicy> balancing,
            EndpointPolicies protection,
            ProgramStarter starter,
            Chronicle chronicle,
            IpcpMemory.Storage storage,
            Map<String, Map<String, String>> remembered,
            SwapJournal.Storage swapLog,
            List<SwapInfo> swapped,
            SecurityFolder securityFolder,
            int queuePackets,
            IrmSettings settings) {
        this.loop = loop;
        this.pool = pool;
        this.balancing = balancing;
        this.protection = protection;
        this.settings = settings;
        this.chronicle = chronicle;
        this.peers = new Peers(this::ipcpsMayHold);
        this.ipcps = new Ipcps(new Care(), loop, this::backoff, chronicle);
        this.layers = new LayerRequests(loop, ipcps);
        this.swaps = new Swaps(loop, ipcps, protection, new SwapJournal(loop, swapLog, swapped), chronicle);
        this.layerSwaps = new LayerSwaps(loop, ipcps, swaps, this::written);
        this.registrations = new Registrations(loop, ipcps, chronicle);
        this.names = new Names(balancing, this::retry, chronicle);
        this.fulfilment = new Fulfilment(this, peers, ipcps, names, registrations);
        this.desired = new Desired(fulfilment);
        this.memory = new IpcpMemory(loop, ipcp -> desired.of(Key.ipcp(ipcp)).isPresent(), storage, remembered);
        this.keeping = new Keeping(desired, memory, ipcps, names);
        this.acceptors = new Acceptors(loop, names, starter, settings);
        this.bindings = new Bindings(
                names, ipcps, acceptors, key -> desired.of(key).isPresent(), () -> this.settings.maxNames());
        Endpoints endpoints = new Endpoints(loop, pool, protection, queuePackets);
        Tally tally = new Tally();
        this.table = new FlowTable(loop, tally);
        this.stack = new LayerStack(table);
        NameSecurityFiles security = new NameSecurityFiles(loop, securityFolder);
        this.renegotiations = new Renegotiations(loop, names, table, tally, chronicle, protection, security);
        this.arrivals = new FlowArrivals(
                loop, endpoints, acceptors, table, tally, protection, security, renegotiations, settings);
        this.flows = new Flows(
                loop,
                endpoints,
                names,
                ipcps,
                acceptors,
                arrivals,
                table,
                tally,
                chronicle,
                protection,
                security,
                settings);
    }

    IpcpLoop loop() {
        return loop;
    }

    /** {@return what is declared} */
    Desired desired() {
        return desired;
    }

    /** {@return where names are said to be found} */
    Peers peers() {
        return peers;
    }

    /** {@return what exchanges policies} */
    Swaps swaps() {
        return swaps;
    }

    /** {@return the types whose IPCPs come to life} */
    List<IpcpType> typesInUse() {
        return ipcps.typesInUse().toList();
    }

    /** {@return what exchanges policies in whole layers} */
    LayerSwaps layerSwaps() {
        return layerSwaps;
    }

    /** {@return what is bound to names} */
    Bindings bindings() {
        return bindings;
    }

    /** {@return what requests change in what is kept} */
    Keeping keeping() {
        return keeping;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
        acceptors.settings(newSettings);
        arrivals.settings(newSettings);
        flows.settings(newSettings);
        ipcpsMayHold();
        namesMayHold();
    }

    private CompletableFuture<Void> written() {
        return memory.flush();
    }

    /** Ends everything. What is declared stays so; {@return completes when what IPCPs remember, and the log, are written} */
    CompletableFuture<Void> close() {
        layerSwaps.close();
        CompletableFuture<?> logged = swaps.close();
        flows.reclaimOfApplications();
        stack.fromTheTop(ipcps.all()).forEach(ipcp -> {
            ipcps.remove(ipcp);
            flows.reclaim(ipcp); // what it left
        });
        List.copyOf(names.all()).forEach(names::remove);
        return CompletableFuture.allOf(memory.flush(), logged);
    }

    // ---- what is present ----

    void addType(String name, IpcpType type, String bundle) {
        ipcps.addType(new Ipcps.Installed(name, type, bundle));
    }

    /** Lets a type go. Its IPCPs are held until it is back, or closed: then what they hold of lower layers is deallocated. */
    void removeType(IpcpType type) {
        stack.fromTheTop(ipcps.using(type)).forEach(SystemIpcp::uninstall);
        ipcps.removeType(type);
    }

    /** Lets a type go because the system ends: its IPCPs are closed, and what they hold of lower layers is deallocated. */
    void endType(IpcpType type) {
        stack.fromTheTop(ipcps.using(type)).forEach(SystemIpcp::end);
        ipcps.removeType(type);
    }

    SystemProcess addProcess(long id, String program, FlowAcceptor acceptor, int limit) {
        SystemProcess process = new SystemProcess(id, program, acceptor, limit);
        acceptors.add(process);
        chronicle.tell(SystemEvent.PROCESS_STARTED, program, "process " + id + " of " + program + " accepts flows");
        return process;
    }

    /** Lets a process hold more flows, or gives it no further ones until it holds fewer. */
    void limitProcess(SystemProcess process, int limit) {
        process.limit(limit);
        acceptors.serveWaiting(process);
    }

    /** Forgets a process: what it holds is deallocated. */
    void removeProcess(SystemProcess process) {
        if (acceptors.remove(process)) {
            flows.reclaim(process);
            chronicle.tell(
                    SystemEvent.PROCESS_ENDED,
                    process.program(),
                    "process " + process.id() + " of " + process.program() + " ended");
        }
    }

    // ---- flows ----

    void allocate(FlowOwner owner, FlowOffer offer, Duration timeout, CompletableFuture<Flow> result) {
        flows.allocate(owner, offer, timeout, result);
    }

    CompletableFuture<FlowInfo> renegotiate(int flow, FlowTerms terms) {
        return renegotiations.renegotiate(flow, terms);
    }

    void reclaim(FlowOwner owner) {
        owner.goes();
        flows.reclaim(owner);
    }

    // ---- IPCPs ----

    IpcpInfo createIpcp(String name, String type) {
        return info(create(name, type));
    }

    private SystemIpcp create(String name, String type) {
        if (ipcps.find(name).isEmpty()) {
            memory.forget(name); // of one that was destroyed by a killed process
        }
        return ipcps.create(name, type);
    }

    void destroyIpcp(String name) {
        destroy(ipcps.require(name));
    }

    /** {@return the IPCP, if there is one} */
    SystemIpcp requireIpcp(String name) {
        return ipcps.require(name);
    }

    /** Destroys an IPCP; names that are left with nothing, and came to be with it, go too. */
    void destroy(SystemIpcp ipcp) {
        List<Name> known = List.copyOf(names.all());
        List<Name> used = known.stream()
                .filter(name ->
                        name.ipcps().containsValue(ipcp) || name.registrations().containsKey(ipcp))
                .toList();
        known.forEach(name -> name.forget(ipcp));
        ipcps.remove(ipcp);
        flows.reclaim(ipcp); // what it left
        memory.forget(ipcp.name());
        used.forEach(bindings::dropIfImplied);
        namesMayHold();
    }

    /**
     * An IPCP that joined a layer for a request.
     *
     * @param info the IPCP as a member
     * @param created whether it was created for the request
     */
    record Joined(IpcpInfo info, boolean created) {}

    CompletableFuture<Joined> join(String name, Optional<String> type, Membership how, boolean autobind) {
        boolean created = type.isPresent() && ipcps.find(name).isEmpty();
        SystemIpcp ipcp = created ? create(name, type.get()) : ipcps.require(name);
        return Failures.ask(() -> {
                    type.filter(wanted -> !wanted.equals(ipcp.typeName())).ifPresent(wanted -> {
                        throw new IrmException(
                                IrmException.Problem.EXISTS,
                                "IPCP '" + name + "' exists already, and is of type '" + ipcp.typeName() + "', not '"
                                        + wanted + "'");
                    });
                    return ipcp.join(how, autobind);
                })
                .whenComplete((layer, failure) -> {
                    if (failure != null
                            && created
                            && ipcps.find(name).filter(ipcp::equals).isPresent()) {
                        destroy(ipcp);
                    }
                })
                .thenApply(layer -> new Joined(info(ipcp), created));
    }

    /** Takes back a request that had an IPCP join. */
    void leave(String name, boolean created) {
        ipcps.find(name).ifPresent(ipcp -> {
            if (created) {
                destroy(ipcp);
            } else {
                ipcp.leave();
            }
        });
    }

    CompletableFuture<Void> connect(String name, String destination, Set<LayerComponent> components, QosSpec qos) {
        return ipcps.require(name).connect(destination, components, qos);
    }

    CompletableFuture<Void> disconnect(String name, String destination, Set<LayerComponent> components) {
        return ipcps.require(name).disconnect(destination, components);
    }

    List<IpcpInfo> ipcps() {
        return ipcps.all().stream()
                .map(this::info)
                .sorted(Comparator.comparing(IpcpInfo::type).thenComparingInt(IpcpInfo::id))
                .toList();
    }

    Optional<IpcpInfo> ipcp(String name) {
        return ipcps.find(name).map(this::info);
    }

    List<IpcpTypeInfo> ipcpTypes() {
        return ipcps.typeInfos();
    }

    List<PeerInfo> peerInfos() {
        return peers.all().stream().map(this::info).toList();
    }

    /** {@return what a member knows of its layer} */
    LayerView layerView(String name) {
        return ipcps.require(name).member().view();
    }

    // ---- processes ----

    List<ProcessInfo> processes() {
        return acceptors.infos();
    }

    // ---- names ----

    CompletableFuture<NameInfo> createName(NameSpec spec) {
        Name name = names.create(spec, settings.maxNames());
        return name.balancing().settled().thenApply(view -> info(name));
    }

    CompletableFuture<Void> destroyName(String name) {
        return destroy(names.require(name));
    }

    /** Destroys a name. Layers that cannot unregister it are named in the log: for this system it is gone. */
    CompletableFuture<Void> destroy(Name name) {
        CompletableFuture<Void> unregistered = registrations.unregisterEverywhere(name);
        names.remove(name);
        return unregistered;
    }

    CompletableFuture<NameInfo> balance(String name, String policy) {
        Name balanced = names.require(name);
        return balanced.balancing().use(policy).handle((view, failure) -> {
            if (failure != null) {
                throw new IrmException(IrmException.Problem.UNAVAILABLE, Failures.message(failure));
            }
            balanced.balanced(policy);
            return info(balanced);
        });
    }

    CompletableFuture<Void> register(String name, Set<String> ipcpNames) {
        List<SystemIpcp> members = registrations.requireMembers(names.find(name), ipcpNames);
        Name registered = names.ensure(name, settings.maxNames());
        return registrations.register(registered, members).whenComplete((nothing, failure) -> {
            if (failure != null) {
                bindings.dropIfImplied(registered);
            }
        });
    }

    CompletableFuture<Void> unregister(String name, Set<String> ipcpNames) {
        return registrations.unregister(names.require(name), ipcpNames);
    }

    /** Refuses what is not registered. */
    void requireRegistered(String name, Set<String> ipcpNames) {
        registrations.requireRegistered(names.require(name), ipcpNames);
    }

    /** Takes back a request that registered a name. */
    CompletableFuture<Void> takeOut(String name, Set<String> ipcpNames) {
        return names.find(name)
                .map(registered -> registrations
                        .unregister(registered, ipcpNames)
                        .thenRun(() -> bindings.dropIfImplied(registered)))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** {@return the name, if there is one} */
    Name requireName(String name) {
        return names.require(name);
    }

    /** Names may be registered or bound now where they could not be. */
    void namesMayHold() {
        List.copyOf(names.all()).forEach(Name::bringAbout);
    }

    private void ipcpsMayHold() {
        List.copyOf(ipcps.all()).forEach(SystemIpcp::somethingChanged);
    }

    List<NameInfo> names() {
        return names.all().stream().map(this::info).toList();
    }

    Optional<NameInfo> name(String name) {
        return names.find(name).map(this::info);
    }

    // ---- views ----

    List<FlowInfo> flows() {
        return table.infos();
    }

    List<CounterInfo> counters() {
        return Stream.of(
                        table.counters().stream(),
                        Stream.of(
                                new CounterInfo("packets", "outstanding now", pool.outstanding()),
                                new CounterInfo("packets", "refused: pool exhausted", pool.refused())),
                        ipcps.all().stream().flatMap(ipcp -> ipcp.counters().stream()))
                .flatMap(counters -> counters)
                .toList();
    }

    /** {@return the policies that are present} Types that use the same ones name them each; here each stands once. */
    List<PolicyInfo> policies() {
        return Stream.concat(
                        catalogues().flatMap(catalogue -> catalogue.policyInfos().stream()), ipcps.policies().stream())
                .distinct()
                .sorted(Comparator.comparing(PolicyInfo::kind).thenComparing(PolicyInfo::name))
                .toList();
    }

    List<SlotInfo> slots() {
        return Stream.concat(catalogues().flatMap(catalogue -> catalogue.slotInfos().stream()), ipcps.slots().stream())
                .toList();
    }

    private Stream<PolicyCatalogue<?>> catalogues() {
        return Stream.of(
                balancing,
                protection.reliability(),
                protection.integrity(),
                protection.encryption(),
                protection.keyExchange(),
                protection.authentication());
    }

    // ---- steps ----

    private Retry.Backoff backoff() {
        return new Retry.Backoff(
                Failures.nanoseconds(settings.retryFirst()), Failures.nanoseconds(settings.retryLongest()));
    }

    private Retry retry(Name name) {
        return new Retry(
                loop,
                this::backoff,
                name.name(),
                () -> desired.label(Key.name(name.name())),
                () -> registrations.bringAbout(name),
                chronicle);
    }

    private IpcpInfo info(SystemIpcp ipcp) {
        return ipcp.info(table.carriedBy(ipcp), desired.origin(Key.ipcp(ipcp.name())));
    }

    PeerInfo info(Peer peer) {
        Optional<Integer> port = peer.port().stream().boxed().findFirst();
        return new PeerInfo(peer.name(), peer.address(), port, desired.origin(Key.peer(peer.name())));
    }

    private NameInfo info(Name name) {
        Origin own = desired.origin(Key.name(name.name()));
        Origin origin = own.equals(Origin.TRANSIENT)
                ? bindings.keys(name)
                        .flatMap(key -> desired.of(key).map(Desired.Source::origin).stream())
                        .findFirst()
                        .orElse(own)
                : own;
        return name.info(
                acceptors.offeredFlowsOf(name),
                origin,
                binding -> desired.origin(Key.program(binding.program(), binding.name())));
    }

    /** What the system does for its IPCPs. */
    private final class Care implements SystemIpcp.Surroundings {
        @Override
        public IpcpHost host(SystemIpcp ipcp) {
            return new SystemHost(ipcp, loop, pool, peers, memory, arrivals, flows, layerSwaps);
        }

        @Override
        public CompletableFuture<LayerInfo> join(SystemIpcp ipcp, Ipcp joining, Membership how) {
            return layers.join(ipcp, joining, how);
        }

        @Override
        public CompletableFuture<Void> connect(Ipcp member, Connection connection) {
            return layers.connect(member, connection);
        }

        @Override
        public CompletableFuture<Void> disconnect(Ipcp member, String destination, Set<LayerComponent> components) {
            return layers.disconnect(member, destination, components);
        }

        @Override
        public String label(SystemIpcp ipcp) {
            return desired.label(Key.ipcp(ipcp.name()));
        }

        @Override
        public long joined(SystemIpcp ipcp) {
            joins = Math.max(joins, desired.latestOrder()) + 1;
            loop.execute(() -> {
                if (ipcp.isOperational() && ipcp.autobind()) {
                    fulfilment.autobind(ipcp);
                }
                ipcpsMayHold();
                namesMayHold();
            });
            return joins;
        }

        @Override
        public void resumed(SystemIpcp ipcp) {
            loop.execute(() -> {
                ipcpsMayHold();
                namesMayHold();
            });
        }

        @Override
        public void keep(SystemIpcp ipcp, MemberState left) {
            flows.keep(ipcp, left);
        }

        @Override
        public void reclaim(SystemIpcp ipcp) {
            flows.reclaim(ipcp);
        }
    }
}
