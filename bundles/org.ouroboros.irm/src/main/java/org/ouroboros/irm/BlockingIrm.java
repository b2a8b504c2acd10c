// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.irm.IpcResourceManager.Joined;
import org.ouroboros.irm.Staged.Write;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.policy.ipcp.Peer;

/** The IRM as threads outside its loop call it: each request is a task on the loop, whose answer is waited for. */
abstract class BlockingIrm implements Irm {
    private final Requests requests = new Requests(
            this::core, this::store, this::keeps, what -> standstill().requireMoving(what));
    private final SwapRehearsal rehearsal = new SwapRehearsal();
    private final PolicySwaps swaps = new BlockingSwaps(requests, rehearsal);

    /** {@return the IRM that requests go to} */
    abstract IpcResourceManager core();

    /** {@return where requests are kept; null if there is no such place at the moment} */
    abstract @Nullable ConfigurationStore store();

    /** {@return the loops that IPCPs live on} */
    abstract IpcpLoops allLoops();

    /** {@return what is said while the loop stands still} */
    abstract Standstill standstill();

    /** {@return what is done once before the first swap} */
    final SwapRehearsal rehearsal() {
        return rehearsal;
    }

    /** {@return whether requests are kept} */
    boolean keeps() {
        return true;
    }

    @Override
    public Irm unkept() {
        return new Unkept(this);
    }

    /** The same IRM, whose changes end with the system. */
    private static final class Unkept extends BlockingIrm {
        private final BlockingIrm irm;

        Unkept(BlockingIrm irm) {
            this.irm = irm;
        }

        @Override
        IpcResourceManager core() {
            return irm.core();
        }

        @Override
        IpcpLoops allLoops() {
            return irm.allLoops();
        }

        @Override
        Standstill standstill() {
            return irm.standstill();
        }

        @Override
        @Nullable
        ConfigurationStore store() {
            return irm.store();
        }

        @Override
        boolean keeps() {
            return false;
        }

        @Override
        public PolicySwaps swaps() {
            return irm.swaps();
        }
    }

    // ---- IPCPs ----

    @Override
    public IpcpInfo createIpcp(String ipcp, String type) {
        String what = "create IPCP '" + ipcp + "'";
        IpcpInfo created = requests.make(
                what,
                Key.ipcp(ipcp),
                core -> CompletableFuture.completedFuture(core.createIpcp(ipcp, type)),
                core -> List.of(Write.of(Declaration.OfIpcp.created(ipcp, type))),
                (core, made) -> core.destroyIpcp(ipcp));
        return requests.look(what, core -> core.ipcp(ipcp).orElse(created));
    }

    @Override
    public void destroyIpcp(String ipcp) {
        requests.unmake(
                "destroy IPCP '" + ipcp + "'",
                core -> {
                    core.requireIpcp(ipcp);
                    core.desired().requireNoFile(Key.ipcp(ipcp));
                    return core.keeping().destroyed(Key.ipcp(ipcp));
                },
                core -> {
                    core.destroyIpcp(ipcp);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public IpcpInfo bootstrap(String ipcp, Optional<String> type, LayerSpec layer, boolean autobind) {
        return join("bootstrap IPCP '" + ipcp + "'", ipcp, type, new Membership.Bootstrap(layer), autobind);
    }

    @Override
    public IpcpInfo enrol(
            String ipcp, Optional<String> type, String destination, Optional<String> layer, boolean autobind) {
        Membership how = new Membership.Enrolment(destination, layer);
        return join("enroll IPCP '" + ipcp + "'", ipcp, type, how, autobind);
    }

    private IpcpInfo join(String what, String ipcp, Optional<String> type, Membership how, boolean autobind) {
        Joined joined = requests.make(
                what,
                Key.ipcp(ipcp),
                core -> core.join(ipcp, type, how, autobind),
                core -> core.keeping().joined(ipcp, how, autobind),
                (core, made) -> core.leave(ipcp, made.created()));
        return requests.look(what, core -> core.ipcp(ipcp).orElse(joined.info()));
    }

    @Override
    public void connect(String ipcp, String destination, Set<LayerComponent> components, QosSpec qos) {
        requests.make(
                "connect IPCP '" + ipcp + "'",
                Key.ipcp(ipcp),
                core -> core.connect(ipcp, destination, components, qos),
                core -> core.keeping().connected(ipcp, new Connection(destination, components, qos)),
                (core, made) -> core.disconnect(ipcp, destination, components));
    }

    @Override
    public void disconnect(String ipcp, String destination, Set<LayerComponent> components) {
        requests.unmake(
                "disconnect IPCP '" + ipcp + "'",
                core -> {
                    core.requireIpcp(ipcp).member();
                    core.desired().requireNoFile(Key.ipcp(ipcp));
                    return core.keeping().disconnected(ipcp, new Connection(destination, components, QosSpec.RAW));
                },
                core -> core.disconnect(ipcp, destination, components));
    }

    @Override
    public PeerInfo addPeer(String name, String address, OptionalInt port) {
        Peer peer = new Peer(name, address, port);
        String what = "add peer '" + name + "'";
        requests.make(
                what,
                Key.peer(name),
                core -> CompletableFuture.completedFuture(core.peers().put(peer)),
                core -> List.of(Write.of(new Declaration.OfPeer(peer))),
                (core, earlier) -> earlier.ifPresentOrElse(
                        core.peers()::put, () -> core.peers().remove(name)));
        return requests.look(what, core -> core.info(peer));
    }

    @Override
    public void removePeer(String name) {
        requests.unmake(
                "remove peer '" + name + "'",
                core -> {
                    core.peers().require(name);
                    core.desired().requireNoFile(Key.peer(name));
                    return core.desired().kept(Key.peer(name)).isPresent()
                            ? List.of(Write.none(Key.peer(name)))
                            : List.of();
                },
                core -> {
                    core.peers().require(name);
                    core.peers().remove(name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public List<PeerInfo> peers() {
        return requests.look("list peers", IpcResourceManager::peerInfos);
    }

    @Override
    public LayerView layerView(String ipcp) {
        return requests.look("look at the layer of IPCP '" + ipcp + "'", core -> core.layerView(ipcp));
    }

    @Override
    public List<IpcpInfo> ipcps() {
        return requests.look("list IPCPs", core -> standstill().look(), standstill()::ipcps);
    }

    @Override
    public List<IpcpTypeInfo> ipcpTypes() {
        return requests.look("list types", IpcResourceManager::ipcpTypes);
    }

    // ---- bindings ----

    @Override
    public void bindProgram(ProgramBinding binding) {
        Declaration wanted = new Declaration.OfProgram(binding);
        requests.make(
                "bind program '" + binding.program() + "'",
                wanted.key(),
                core -> CompletableFuture.completedFuture(core.bindings().bindProgram(binding)),
                core -> List.of(Write.of(wanted)),
                (core, earlier) -> core.bindings().bindAgain(binding, earlier));
    }

    @Override
    public void unbindProgram(String program, String name) {
        requests.unmake(
                "unbind program '" + program + "'",
                core -> {
                    core.bindings().requireProgram(program, name);
                    core.desired().requireNoFile(Key.program(program, name));
                    return core.keeping().unbound(Key.program(program, name));
                },
                core -> {
                    core.bindings().unbindProgram(program, name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public void bindProcess(long process, String name) {
        requests.change("bind process " + process, core -> core.bindings().bindProcess(process, name));
    }

    @Override
    public void unbindProcess(long process, String name) {
        requests.change("unbind process " + process, core -> core.bindings().unbindProcess(process, name));
    }

    @Override
    public void bindIpcp(String ipcp, String name) {
        requests.make(
                "bind IPCP '" + ipcp + "'",
                Key.boundIpcp(ipcp, name),
                core -> {
                    core.bindings().bindIpcp(ipcp, name);
                    return CompletableFuture.completedFuture(null);
                },
                core -> List.of(Write.of(new Declaration.OfBoundIpcp(ipcp, name))),
                (core, made) -> core.bindings().releaseIpcp(ipcp, name));
    }

    @Override
    public void unbindIpcp(String ipcp, String name) {
        requests.unmake(
                "unbind IPCP '" + ipcp + "'",
                core -> {
                    core.bindings().requireIpcp(ipcp, name);
                    core.desired().requireNoFile(Key.boundIpcp(ipcp, name));
                    return core.keeping().unbound(Key.boundIpcp(ipcp, name));
                },
                core -> {
                    core.bindings().unbindIpcp(ipcp, name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Override
    public List<ProcessInfo> processes() {
        return requests.look("list processes", IpcResourceManager::processes);
    }

    // ---- names ----

    @Override
    public NameInfo createName(NameSpec spec) {
        spec.security().forEach(BlockingIrm::requireReadable);
        Declaration wanted = new Declaration.OfName(spec, List.of(), List.of());
        String what = "create name '" + spec.name() + "'";
        NameInfo created = requests.make(
                what,
                wanted.key(),
                core -> core.createName(spec),
                core -> List.of(Write.of(wanted)),
                (core, made) -> core.destroyName(spec.name()));
        return requests.look(what, core -> core.name(spec.name()).orElse(created));
    }

    private static void requireReadable(SecurityFile purpose, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IrmException(
                    IrmException.Problem.INVALID,
                    purpose.keyword() + " '" + file + "' is no file that this system can read; name one that is");
        }
    }

    @Override
    public void destroyName(String name) {
        requests.unmake(
                "destroy name '" + name + "'",
                core -> {
                    core.desired().requireNoFile(Key.name(name));
                    core.bindings().keys(core.requireName(name)).forEach(core.desired()::requireNoFile);
                    return core.keeping().destroyed(Key.name(name));
                },
                core -> core.destroyName(name));
    }

    @Override
    public NameInfo balance(String name, String policy) {
        String what = "balance name '" + name + "'";
        String earlier =
                requests.look(what, core -> core.requireName(name).balancing().wanted());
        NameInfo balanced = requests.make(
                what,
                Key.name(name),
                core -> core.balance(name, policy),
                core -> core.keeping().name(name, known -> known.balanced(policy)),
                (core, made) -> core.balance(name, earlier));
        return requests.look(what, core -> core.name(name).orElse(balanced));
    }

    @Override
    public void register(String name, Set<String> ipcps) {
        requests.make(
                "register name '" + name + "'",
                Key.name(name),
                core -> core.register(name, ipcps),
                core -> core.keeping().registered(name, ipcps),
                (core, made) -> core.takeOut(name, ipcps));
    }

    @Override
    public void unregister(String name, Set<String> ipcps) {
        requests.unmake(
                "unregister name '" + name + "'",
                core -> {
                    core.requireRegistered(name, ipcps);
                    core.desired().requireNoFile(Key.name(name));
                    return core.keeping().unregistered(name, ipcps);
                },
                core -> core.unregister(name, ipcps));
    }

    @Override
    public List<NameInfo> names() {
        return requests.look("list names", IpcResourceManager::names);
    }

    @Override
    public List<FlowInfo> flows() {
        return requests.look("list flows", IpcResourceManager::flows);
    }

    @Override
    public FlowInfo renegotiate(int flow, FlowTerms terms) {
        return requests.await(
                "renegotiate flow " + flow,
                Renegotiations.LIMIT.multipliedBy(3), // the peer answers, both ends go over, and keys are computed
                "the peer may still agree; flows shows what the flow uses",
                core -> core.renegotiate(flow, terms));
    }

    @Override
    public List<PolicyInfo> policies() {
        return requests.look("list policies", IpcResourceManager::policies);
    }

    @Override
    public List<SlotInfo> slots() {
        return requests.look("list policy slots", IpcResourceManager::slots);
    }

    @Override
    public PolicySwaps swaps() {
        return swaps;
    }

    @Override
    public List<CounterInfo> counters() {
        return requests.look("list counters", IpcResourceManager::counters);
    }

    @Override
    public List<LoopInfo> loops() {
        return allLoops().infos();
    }
}
