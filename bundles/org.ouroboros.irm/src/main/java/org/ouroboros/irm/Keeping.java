// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.irm.Staged.Write;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.irm.declaration.Wildcard;

/** Says what requests change in what is kept. Confined to the loop. */
final class Keeping {
    private final Desired desired;
    private final IpcpMemory memory;
    private final Ipcps ipcps;
    private final Names names;

    Keeping(Desired desired, IpcpMemory memory, Ipcps ipcps, Names names) {
        this.desired = desired;
        this.memory = memory;
        this.ipcps = ipcps;
        this.names = names;
    }

    /** Takes note of what is about to be written, so that what the write announces is known already. */
    List<Staged> stage(List<Write> writes) {
        List<Staged> steps = new ArrayList<>();
        for (Write write : writes) {
            Optional<Desired.Source> before = desired.kept(write.key());
            String pid = before.map(Desired.Source::pid).orElseGet(() -> pid(write.key()));
            steps.add(new Staged(
                    pid, before, write.wanted().map(wanted -> new Desired.Source(pid, wanted, Origin.KEPT))));
        }
        note(steps);
        return List.copyOf(steps);
    }

    /** Takes note of what is declared now, without a change of the system: the request makes that itself. */
    void note(List<Staged> steps) {
        for (Staged step : steps) {
            desired.note(step.pid(), step.after());
            Stream.of(step.before(), step.after())
                    .flatMap(Optional::stream)
                    .map(Desired.Source::declaration)
                    .forEach(this::wantAsDeclared);
        }
    }

    /** Has a name want what holds of what a declaration is about. */
    private void wantAsDeclared(Declaration written) {
        Declaration holds =
                desired.of(written.key()).map(Desired.Source::declaration).orElse(null);
        switch (written) {
            case Declaration.OfName(NameSpec spec, List<Wildcard> inIpcps, List<Wildcard> inLayers) -> {
                if (written.equals(holds)) {
                    names.find(spec.name()).ifPresent(name -> name.want(spec, inIpcps, inLayers));
                }
            }
            case Declaration.OfBoundIpcp(String ipcp, String bound) ->
                names.find(bound).map(Name::declaredIpcps).ifPresent(declared -> {
                    if (holds == null) {
                        declared.remove(ipcp);
                    } else {
                        declared.add(ipcp);
                    }
                });
            case Declaration.OfIpcp other -> memory.keptOnesChanged();
            case Declaration.OfPeer other -> {}
            case Declaration.OfProgram other -> {}
        }
    }

    // ---- what requests write ----

    private List<Write> ipcp(String name, UnaryOperator<Declaration.OfIpcp> change) {
        SystemIpcp live = ipcps.require(name);
        Declaration.OfIpcp known =
                desired.kept(Key.ipcp(name)).map(Desired.Source::declaration).orElse(null)
                                        instanceof Declaration.OfIpcp kept
                                && kept.type().equals(live.typeName())
                        ? kept
                        : live.declaration();
        return List.of(Write.of(change.apply(known)));
    }

    List<Write> joined(String ipcp, Membership how, boolean autobind) {
        long order = ipcps.require(ipcp).joined();
        return ipcp(ipcp, known -> known.joining(how, autobind, order));
    }

    List<Write> connected(String ipcp, Connection asked) {
        return ipcp(ipcp, known -> {
            Map<String, Connection> connections = byNeighbour(known.connections());
            connections.merge(asked.destination(), asked, (earlier, now) -> earlier.with(now.components(), now.qos()));
            return known.connected(List.copyOf(connections.values()));
        });
    }

    List<Write> disconnected(String ipcp, Connection ended) {
        return ipcp(ipcp, known -> {
            Map<String, Connection> connections = byNeighbour(known.connections());
            connections.computeIfPresent(
                    ended.destination(),
                    (neighbour, connection) ->
                            connection.without(ended.components()).orElse(null));
            return known.connected(List.copyOf(connections.values()));
        });
    }

    List<Write> name(String name, UnaryOperator<Declaration.OfName> change) {
        return List.of(Write.of(change.apply(known(name))));
    }

    List<Write> registered(String name, Set<String> with) {
        return name(name, known -> {
            List<Wildcard> all = new ArrayList<>(known.ipcps());
            new TreeSet<>(with)
                    .stream()
                            .map(Wildcard::exactly)
                            .filter(each -> !all.contains(each))
                            .forEach(all::add);
            return known.registered(all);
        });
    }

    List<Write> unregistered(String name, Set<String> from) {
        return name(name, known -> without(known, from));
    }

    /** A name that lasts only by what is bound to it is written before the binding is deleted: the name stays. */
    List<Write> unbound(Key binding) {
        List<Write> writes = new ArrayList<>();
        if (desired.kept(binding).isPresent()) {
            if (desired.of(Key.name(binding.name())).isEmpty()) {
                writes.add(Write.of(known(binding.name())));
            }
            writes.add(Write.none(binding));
        }
        return writes;
    }

    List<Write> destroyed(Key key) {
        return destroyed(key, desired.kept().map(Desired.Source::declaration).toList());
    }

    /** {@return what is written when an IPCP or a name is destroyed: it goes, and so does what refers to it} */
    static List<Write> destroyed(Key key, Collection<Declaration> kept) {
        List<Write> writes = new ArrayList<>();
        for (Declaration declaration : kept) {
            switch (declaration) {
                case Declaration.OfName name
                when refersTo(name, key) -> writes.add(Write.of(without(name, Set.of(key.name()))));
                case Declaration.OfIpcp ipcp when ipcp.key().equals(key) -> writes.add(Write.none(key));
                case Declaration.OfName name when name.key().equals(key) -> writes.add(Write.none(key));
                case Declaration.OfProgram program
                when key.equals(Key.name(program.binding().name())) -> writes.add(Write.none(program.key()));
                case Declaration.OfBoundIpcp bound
                when key.equals(Key.name(bound.name())) || key.equals(Key.ipcp(bound.ipcp())) ->
                    writes.add(Write.none(bound.key()));
                case Declaration.OfPeer other -> {}
                case Declaration.OfIpcp other -> {}
                case Declaration.OfName other -> {}
                case Declaration.OfProgram other -> {}
                case Declaration.OfBoundIpcp other -> {}
            }
        }
        return writes;
    }

    private static boolean refersTo(Declaration.OfName name, Key key) {
        return key.equals(Key.ipcp(key.name())) && name.ipcps().contains(Wildcard.exactly(key.name()));
    }

    private static Declaration.OfName without(Declaration.OfName name, Set<String> ipcps) {
        return name.registered(name.ipcps().stream()
                .filter(wildcard -> wildcard.exact().filter(ipcps::contains).isEmpty())
                .toList());
    }

    private Declaration.OfName known(String name) {
        return desired.kept(Key.name(name)).map(Desired.Source::declaration).orElse(null)
                        instanceof Declaration.OfName kept
                ? kept
                : new Declaration.OfName(names.require(name).spec(), List.of(), List.of());
    }

    private static Map<String, Connection> byNeighbour(List<Connection> connections) {
        Map<String, Connection> byNeighbour = new LinkedHashMap<>();
        connections.forEach(connection -> byNeighbour.put(connection.destination(), connection));
        return byNeighbour;
    }

    /** {@return a PID that fits every file system, whatever the name} No file that people name leads to it. */
    private static String pid(Key key) {
        return key.kind().factoryPid() + "~" + Fingerprint.of(key.name() + "\0" + key.bound());
    }
}
