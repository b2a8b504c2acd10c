// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.IpcpType;

/** The IPCPs of a system and the types that are installed. Confined to the loop. */
final class Ipcps implements SwapPlaces {

    /**
     * A type that is installed.
     *
     * @param name its name
     * @param type the type
     * @param bundle symbolic name and version of its bundle
     */
    record Installed(String name, IpcpType type, String bundle) {}

    private static final System.Logger LOG = System.getLogger(Ipcps.class.getName());

    private final SystemIpcp.Surroundings surroundings;
    private final IpcpLoop loop;
    private final Supplier<Retry.Backoff> backoff;
    private final Chronicle chronicle;
    private final TreeMap<String, List<Installed>> types = new TreeMap<>(); // by name, the one in use first
    private final TreeMap<String, SystemIpcp> ipcps = new TreeMap<>();
    private int latestId;

    Ipcps(SystemIpcp.Surroundings surroundings, IpcpLoop loop, Supplier<Retry.Backoff> backoff, Chronicle chronicle) {
        this.surroundings = surroundings;
        this.loop = loop;
        this.backoff = backoff;
        this.chronicle = chronicle;
    }

    /** Takes a type: the IPCPs that wait for it come back. While there is one of that name already, that stays in use. */
    void addType(Installed installed) {
        List<Installed> providers = types.computeIfAbsent(installed.name(), name -> new ArrayList<>());
        providers.add(installed);
        chronicle.tell(
                SystemEvent.TYPE_INSTALLED,
                installed.name(),
                "IPCP type '" + installed.name() + "' was installed by " + installed.bundle());
        if (providers.size() == 1) {
            install(installed);
        } else {
            LOG.log(
                    System.Logger.Level.INFO,
                    "IPCP type {0} of {1} is used when {2} leaves",
                    installed.name(),
                    installed.bundle(),
                    providers.getFirst().bundle());
        }
    }

    /** {@return the IPCPs that lose their type when it goes} */
    List<SystemIpcp> using(IpcpType type) {
        return types.values().stream()
                .map(List::getFirst)
                .filter(installed -> installed.type() == type)
                .flatMap(installed -> ofType(installed.name()))
                .toList();
    }

    /** Lets a type go that its IPCPs have let go: they take it from another provider, or wait for it. */
    void removeType(IpcpType type) {
        for (List<Installed> providers : List.copyOf(types.values())) {
            Installed first = providers.getFirst();
            providers.removeIf(installed -> installed.type() == type);
            if (providers.isEmpty()) {
                types.remove(first.name());
                chronicle.tell(
                        SystemEvent.TYPE_GONE,
                        first.name(),
                        "IPCP type '" + first.name() + "' left with " + first.bundle() + "; its IPCPs wait for it");
            } else if (first.type() == type) {
                install(providers.getFirst());
            }
        }
    }

    /** Makes an IPCP of an installed type. */
    SystemIpcp create(String name, String typeName) {
        Failures.requireName("IPCP name", name);
        if (ipcps.containsKey(name)) {
            throw new IrmException(IrmException.Problem.EXISTS, "IPCP '" + name + "' exists already");
        }
        Installed installed = requireType(typeName);
        SystemIpcp ipcp = next(name, typeName);
        ipcp.create(installed.type());
        return add(ipcp);
    }

    /** Makes an IPCP that comes to life when its type is there. Its name must be free. */
    SystemIpcp define(String name, String typeName) {
        SystemIpcp ipcp = add(next(name, typeName));
        List<Installed> providers = types.get(typeName);
        if (providers != null) {
            ipcp.install(providers.getFirst().type());
        }
        return ipcp;
    }

    private SystemIpcp next(String name, String typeName) {
        return new SystemIpcp(latestId + 1, name, typeName, surroundings, loop, backoff, chronicle);
    }

    private SystemIpcp add(SystemIpcp ipcp) {
        latestId = ipcp.id();
        ipcps.put(ipcp.name(), ipcp);
        chronicle.tell(
                SystemEvent.IPCP_CREATED,
                ipcp.name(),
                "IPCP '" + ipcp.name() + "' of type '" + ipcp.typeName() + "' was created");
        return ipcp;
    }

    void remove(SystemIpcp ipcp) {
        ipcps.remove(ipcp.name());
        ipcp.destroy();
        chronicle.tell(SystemEvent.IPCP_DESTROYED, ipcp.name(), "IPCP '" + ipcp.name() + "' was destroyed");
    }

    Optional<SystemIpcp> find(String name) {
        return Optional.ofNullable(ipcps.get(name));
    }

    SystemIpcp require(String name) {
        SystemIpcp ipcp = ipcps.get(name);
        if (ipcp == null) {
            throw Failures.unknown("IPCP", name, ipcps.keySet());
        }
        return ipcp;
    }

    Installed requireType(String typeName) {
        List<Installed> providers = types.get(typeName);
        if (providers == null) {
            throw Failures.unknown("installed IPCP type", typeName, types.keySet());
        }
        return providers.getFirst();
    }

    Collection<SystemIpcp> all() {
        return ipcps.values();
    }

    /** {@return members of layers that fit, preferred ones first} */
    List<SystemIpcp> operational(Predicate<SystemIpcp> fitting) {
        return ipcps.values().stream()
                .filter(SystemIpcp::isOperational)
                .filter(fitting)
                .sorted(Comparator.comparingInt(
                                (SystemIpcp ipcp) -> ipcp.traits().preference())
                        .thenComparingInt(SystemIpcp::id))
                .toList();
    }

    List<IpcpTypeInfo> typeInfos() {
        return types.values().stream()
                .map(List::getFirst)
                .map(installed -> new IpcpTypeInfo(
                        installed.name(),
                        installed.type().options().stream()
                                .map(option -> new IpcpTypeInfo.Option(
                                        option.name(), option.description(), option.defaultValue()))
                                .toList(),
                        installed.bundle()))
                .toList();
    }

    @Override
    public void requireKnown(String name) {
        var _ = require(name);
    }

    @Override
    public Stream<IpcpType> typesInUse() {
        return types.values().stream().map(List::getFirst).map(Installed::type);
    }

    private void install(Installed installed) {
        ofType(installed.name()).forEach(ipcp -> ipcp.install(installed.type()));
    }

    /** {@return the IPCPs of a type in the order in which they joined: the first member of a layer first} */
    private Stream<SystemIpcp> ofType(String typeName) {
        return List.copyOf(ipcps.values()).stream()
                .filter(ipcp -> ipcp.typeName().equals(typeName))
                .sorted(Comparator.comparingLong(SystemIpcp::joined));
    }
}
