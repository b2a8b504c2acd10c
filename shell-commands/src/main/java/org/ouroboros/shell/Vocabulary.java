// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Subject;

/** The words that name something in this system. Without an IRM there are few. */
final class Vocabulary {
    private final Supplier<@Nullable Irm> irm;
    private final Supplier<Bundle[]> bundles;

    Vocabulary(Supplier<@Nullable Irm> irm, Supplier<Bundle[]> bundles) {
        this.irm = irm;
        this.bundles = bundles;
    }

    /** {@return what a word on that subject may be} */
    List<Completion> of(Subject subject) {
        return switch (subject) {
            case ANYTHING, COMMAND, FILE -> List.of();
            case NAME -> ask(irm -> irm.names().stream().map(name -> new Completion(name.name(), describe(name))));
            case MEMBER -> ask(Vocabulary::membersNames);
            case LAYER ->
                ask(irm -> irm.ipcps().stream()
                        .flatMap(ipcp -> ipcp.layer().stream())
                        .distinct()
                        .map(layer -> new Completion(layer, "")));
            case IPCP -> ask(irm -> irm.ipcps().stream().map(ipcp -> new Completion(ipcp.name(), describe(ipcp))));
            case PEER -> ask(irm -> irm.peers().stream().map(peer -> new Completion(peer.name(), peer.address())));
            case TYPE ->
                types().types().stream()
                        .map(type -> new Completion(type.type(), type.bundle()))
                        .toList();
            case PROCESS ->
                ask(irm -> irm.processes().stream()
                        .map(process -> new Completion(Long.toString(process.id()), process.program())));
            case PROGRAM -> programs();
            case BUNDLE -> installed();
            case BALANCING -> policies("balancing");
            case QOS ->
                QosSpec.presets().stream().map(qos -> new Completion(qos, "")).toList();
        };
    }

    /** {@return the kinds of policies that are in use in IPCPs and on flows; those of names are exchanged by {@code irm name}} */
    List<Completion> policyKinds() {
        return ask(irm -> irm.slots().stream()
                .filter(slot -> !slot.slot().startsWith("name "))
                .map(slot -> new Completion(slot.kind(), ""))
                .distinct());
    }

    /** {@return the flows that this system may renegotiate, by number} */
    List<Completion> renegotiableFlows() {
        return ask(irm -> irm.flows().stream()
                .filter(flow ->
                        flow.side() == FlowInfo.Side.CLIENT && !flow.agreement().isEmpty())
                .map(flow -> new Completion(Integer.toString(flow.id()), flow.name() + ", " + flow.policies())));
    }

    /** {@return the installed policies of a kind} */
    List<Completion> policies(String kind) {
        return ask(irm -> irm.policies().stream()
                .filter(policy -> policy.kind().equals(kind))
                .map(policy -> new Completion(policy.name(), policy.bundle())));
    }

    /** {@return the types that are installed} */
    InstalledTypes types() {
        Irm present = irm.get();
        return present == null ? new InstalledTypes(List.of()) : InstalledTypes.of(present);
    }

    /** {@return the type of an IPCP, if there is such an IPCP} */
    Optional<String> typeOf(String ipcp) {
        Irm present = irm.get();
        return present == null
                ? Optional.empty()
                : present.ipcps().stream()
                        .filter(candidate -> candidate.name().equals(ipcp))
                        .map(IpcpInfo::type)
                        .findFirst();
    }

    /** {@return the bundles by number and symbolic name} */
    List<Completion> installed() {
        return Arrays.stream(bundles.get())
                .sorted(Comparator.comparingLong(Bundle::getBundleId))
                .flatMap(bundle -> Stream.of(
                        new Completion(Long.toString(bundle.getBundleId()), bundle.getSymbolicName()),
                        new Completion(bundle.getSymbolicName(), Long.toString(bundle.getBundleId()))))
                .toList();
    }

    /** {@return names of neighbours, of peers that this system finds, and those that lead to an IPCP or to somewhere else} */
    private static Stream<Completion> membersNames(Irm irm) {
        Stream<Completion> neighbours = irm.ipcps().stream()
                .filter(ipcp -> ipcp.state() == IpcpState.OPERATIONAL)
                .flatMap(ipcp -> irm.layerView(ipcp.name()).adjacencies().stream()
                        .flatMap(adjacency -> adjacency.neighbour().stream())
                        .map(neighbour -> new Completion(neighbour, "neighbour of " + ipcp.name())));
        Stream<Completion> peers = irm.peers().stream().map(peer -> new Completion(peer.name(), peer.address()));
        Stream<Completion> names = irm.names().stream()
                .filter(name -> !name.ipcps().isEmpty()
                        || (name.programs().isEmpty() && name.processes().isEmpty()))
                .map(name -> new Completion(name.name(), describe(name)));
        Map<String, Completion> byWord = new TreeMap<>();
        Stream.of(neighbours, peers, names)
                .flatMap(some -> some)
                .forEach(completion -> byWord.putIfAbsent(completion.word(), completion));
        return byWord.values().stream();
    }

    private List<Completion> programs() {
        return Arrays.stream(bundles.get())
                .map(bundle -> new Completion(bundle.getSymbolicName(), String.valueOf(bundle.getVersion())))
                .toList();
    }

    private List<Completion> ask(Function<Irm, Stream<Completion>> question) {
        Irm present = irm.get();
        try {
            return present == null ? List.of() : question.apply(present).toList();
        } catch (IrmException unavailable) {
            return List.of(); // nothing to offer; the command itself will say why
        }
    }

    private static String describe(NameInfo name) {
        return name.registered().isEmpty()
                ? "not registered"
                : "registered with " + String.join(" ", name.registered());
    }

    private static String describe(IpcpInfo ipcp) {
        return ipcp.type() + ipcp.layer().map(layer -> " in " + layer).orElse("");
    }
}
