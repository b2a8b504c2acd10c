// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapPlan;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;

/** An IRM that writes down what it is asked to do, and answers queries with what a test put there. */
final class RecordingIrm implements Irm {
    final List<String> calls = new ArrayList<>();
    List<IpcpInfo> ipcps = List.of();
    List<PeerInfo> peers = List.of();
    Map<String, LayerView> views = Map.of();
    List<IpcpTypeInfo> types = List.of();
    List<ProcessInfo> processes = List.of();
    List<NameInfo> names = List.of();
    List<FlowInfo> flows = List.of();
    List<PolicyInfo> policies = List.of();
    List<SlotInfo> slots = List.of();
    List<CounterInfo> counters = List.of();
    List<SwapInfo> swaps = List.of();
    List<LayerSwapInfo> layerSwaps = List.of();
    /** Names from which {@link #unbindProcess} finds nothing to unbind. */
    Set<String> unboundNames = Set.of();

    static IpcpInfo ipcp(int id, String name, String type, String... registered) {
        return new IpcpInfo(
                id,
                name,
                type,
                Optional.empty(),
                IpcpState.CREATED,
                List.of(registered),
                0,
                Origin.KEPT,
                Optional.empty());
    }

    static IpcpInfo member(int id, String name, String type, String layer, String... registered) {
        return new IpcpInfo(
                id,
                name,
                type,
                Optional.of(layer),
                IpcpState.OPERATIONAL,
                List.of(registered),
                0,
                Origin.KEPT,
                Optional.empty());
    }

    static NameInfo name(String name, String balancing) {
        return new NameInfo(
                NameSpec.of(name, balancing),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Origin.KEPT,
                Optional.empty());
    }

    static IpcpTypeInfo type(String type, String... options) {
        return new IpcpTypeInfo(
                type,
                List.of(options).stream()
                        .map(option -> new IpcpTypeInfo.Option(option, "sets " + option, ""))
                        .toList(),
                "org.example." + type + " 1.0.0");
    }

    private static String how(Optional<String> type, boolean autobind) {
        return type.map(name -> ":" + name).orElse("") + (autobind ? "+autobind" : "");
    }

    private void record(Object... words) {
        calls.add(List.of(words).stream()
                .map(String::valueOf)
                .reduce((a, b) -> a + " " + b)
                .orElseThrow());
    }

    @Override
    public Irm unkept() {
        record("unkept");
        return this;
    }

    @Override
    public IpcpInfo createIpcp(String ipcp, String type) {
        record("createIpcp", ipcp, type);
        return ipcp(1, ipcp, type);
    }

    @Override
    public void destroyIpcp(String ipcp) {
        record("destroyIpcp", ipcp);
    }

    @Override
    public IpcpInfo bootstrap(String ipcp, Optional<String> type, LayerSpec layer, boolean autobind) {
        record("bootstrap", ipcp + how(type, autobind), layer.layer(), new TreeMap<>(layer.options()));
        return member(1, ipcp, "any", layer.layer());
    }

    @Override
    public IpcpInfo enrol(
            String ipcp, Optional<String> type, String destination, Optional<String> layer, boolean autobind) {
        record("enrol", ipcp + how(type, autobind), destination, layer);
        return member(1, ipcp, "any", layer.orElse("found"));
    }

    @Override
    public void connect(String ipcp, String destination, Set<LayerComponent> components, QosSpec qos) {
        record("connect", ipcp, destination, new TreeSet<>(components), qos.label());
    }

    @Override
    public void disconnect(String ipcp, String destination, Set<LayerComponent> components) {
        record("disconnect", ipcp, destination, new TreeSet<>(components));
    }

    @Override
    public PeerInfo addPeer(String name, String address, OptionalInt port) {
        record("addPeer", name, address, port.isPresent() ? port.getAsInt() : "-");
        return new PeerInfo(name, address, port.stream().boxed().findFirst(), Origin.KEPT);
    }

    @Override
    public void removePeer(String name) {
        record("removePeer", name);
    }

    @Override
    public List<PeerInfo> peers() {
        return peers;
    }

    @Override
    public LayerView layerView(String ipcp) {
        return views.getOrDefault(ipcp, LayerView.NONE);
    }

    @Override
    public List<IpcpInfo> ipcps() {
        return ipcps;
    }

    @Override
    public List<IpcpTypeInfo> ipcpTypes() {
        return types;
    }

    @Override
    public void bindProgram(ProgramBinding binding) {
        record("bindProgram", binding.program(), binding.name(), binding.auto(), binding.arguments());
    }

    @Override
    public void unbindProgram(String program, String name) {
        record("unbindProgram", program, name);
    }

    @Override
    public void bindProcess(long process, String name) {
        record("bindProcess", process, name);
    }

    @Override
    public void unbindProcess(long process, String name) {
        if (unboundNames.contains(name)) {
            throw new IrmException(Problem.UNKNOWN, "process " + process + " is not bound to " + name);
        }
        record("unbindProcess", process, name);
    }

    @Override
    public void bindIpcp(String ipcp, String name) {
        record("bindIpcp", ipcp, name);
    }

    @Override
    public void unbindIpcp(String ipcp, String name) {
        record("unbindIpcp", ipcp, name);
    }

    @Override
    public List<ProcessInfo> processes() {
        return processes;
    }

    @Override
    public NameInfo createName(NameSpec spec) {
        record("createName", spec.name(), spec.balancing(), new TreeMap<>(spec.security()));
        return new NameInfo(spec, List.of(), List.of(), List.of(), List.of(), Origin.KEPT, Optional.empty());
    }

    @Override
    public void destroyName(String name) {
        record("destroyName", name);
    }

    @Override
    public NameInfo balance(String name, String policy) {
        record("balance", name, policy);
        return name(name, policy);
    }

    @Override
    public void register(String name, Set<String> ipcps) {
        record("register", name, new TreeSet<>(ipcps));
    }

    @Override
    public void unregister(String name, Set<String> ipcps) {
        record("unregister", name, new TreeSet<>(ipcps));
    }

    @Override
    public List<NameInfo> names() {
        return names;
    }

    @Override
    public List<FlowInfo> flows() {
        return flows;
    }

    @Override
    public FlowInfo renegotiate(int flow, FlowTerms terms) {
        record(
                "renegotiate",
                flow,
                terms.cipher().orElse("-"),
                terms.keyExchange().orElse("-"),
                terms.timeout().map(String::valueOf).orElse("-"));
        return flows.getFirst();
    }

    @Override
    public List<PolicyInfo> policies() {
        return policies;
    }

    @Override
    public List<SlotInfo> slots() {
        return slots;
    }

    @Override
    public PolicySwaps swaps() {
        return new PolicySwaps() {
            @Override
            public SwapPlan plan(SwapSpec spec) {
                record("plan", spec.kind(), spec.policy(), new TreeSet<>(spec.ipcps()), spec.watch());
                return new SwapPlan(spec, swaps.getLast().steps());
            }

            @Override
            public SwapInfo swap(SwapSpec spec) {
                record("swap", spec.kind(), spec.policy(), new TreeSet<>(spec.ipcps()), spec.watch());
                return swaps.getLast();
            }

            @Override
            public SwapInfo commit() {
                record("commit");
                return swaps.getLast();
            }

            @Override
            public SwapInfo rollBack() {
                record("rollBack");
                return swaps.getLast();
            }

            @Override
            public List<SwapInfo> history() {
                return swaps;
            }

            @Override
            public LayerSwapPlan planLayer(LayerSwapSpec spec) {
                record("planLayer", spec.layer(), spec.kind(), spec.policy(), spec.watch());
                return new LayerSwapPlan(spec, layerSwaps.getLast().members());
            }

            @Override
            public LayerSwapInfo swapLayer(LayerSwapSpec spec) {
                record("swapLayer", spec.layer(), spec.kind(), spec.policy(), spec.watch());
                return layerSwaps.getLast();
            }

            @Override
            public LayerSwapInfo commitLayer(String layer, String by) {
                record("commitLayer", layer);
                return layerSwaps.getLast();
            }

            @Override
            public LayerSwapInfo rollBackLayer(String layer, String by) {
                record("rollBackLayer", layer);
                return layerSwaps.getLast();
            }
        };
    }

    @Override
    public List<CounterInfo> counters() {
        return counters;
    }

    @Override
    public List<LoopInfo> loops() {
        return List.of(new LoopInfo("shared", 12, 0, 3_500, 1, Optional.empty()));
    }
}
