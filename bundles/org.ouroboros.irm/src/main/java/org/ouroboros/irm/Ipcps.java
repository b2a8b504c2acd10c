// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;

/** The IPCPs of a system and the types that are installed. Confined to the loop. */
final class Ipcps {

    /**
     * A type that is installed.
     *
     * @param name its name
     * @param type the type
     * @param bundle symbolic name and version of its bundle
     */
    record Installed(String name, IpcpType type, String bundle) {}

    private static final System.Logger LOG = System.getLogger(Ipcps.class.getName());

    private final Function<SystemIpcp, IpcpHost> hosts;
    private final TreeMap<String, Installed> types = new TreeMap<>();
    private final TreeMap<String, SystemIpcp> ipcps = new TreeMap<>();
    private int latestId;

    Ipcps(Function<SystemIpcp, IpcpHost> hosts) {
        this.hosts = hosts;
    }

    /** Takes a type: the IPCPs that wait for it come back. One that is there already stays in use. */
    void addType(Installed installed) {
        if (types.putIfAbsent(installed.name(), installed) != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IPCP type {0} of {1} is not used: {2} provides it already",
                    installed.name(),
                    installed.bundle(),
                    types.get(installed.name()).bundle());
            return;
        }
        ofType(installed.name()).forEach(ipcp -> ipcp.install(installed.type()));
    }

    /** Lets a type go: its IPCPs wait for it. */
    void removeType(IpcpType type) {
        types.values().stream()
                .filter(installed -> installed.type() == type)
                .findFirst()
                .ifPresent(installed -> {
                    types.remove(installed.name());
                    ofType(installed.name()).forEach(SystemIpcp::uninstall);
                });
    }

    SystemIpcp create(String name, String typeName) {
        Failures.requireName("IPCP name", name);
        if (ipcps.containsKey(name)) {
            throw new IrmException(IrmException.Problem.EXISTS, "IPCP '" + name + "' exists already");
        }
        Installed installed = requireType(typeName);
        SystemIpcp ipcp = new SystemIpcp(latestId + 1, name, typeName, hosts);
        ipcp.install(installed.type());
        latestId++;
        ipcps.put(name, ipcp);
        return ipcp;
    }

    void remove(SystemIpcp ipcp) {
        ipcps.remove(ipcp.name());
        ipcp.destroy();
    }

    SystemIpcp require(String name) {
        SystemIpcp ipcp = ipcps.get(name);
        if (ipcp == null) {
            throw Failures.unknown("IPCP", name, ipcps.keySet());
        }
        return ipcp;
    }

    Installed requireType(String typeName) {
        Installed installed = types.get(typeName);
        if (installed == null) {
            throw Failures.unknown("installed IPCP type", typeName, types.keySet());
        }
        return installed;
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
                .map(installed -> new IpcpTypeInfo(
                        installed.name(),
                        installed.type().options().stream()
                                .map(option -> new IpcpTypeInfo.Option(
                                        option.name(), option.description(), option.defaultValue()))
                                .toList(),
                        installed.bundle()))
                .toList();
    }

    Optional<SystemIpcp> find(String name) {
        return Optional.ofNullable(ipcps.get(name));
    }

    private Stream<SystemIpcp> ofType(String typeName) {
        return List.copyOf(ipcps.values()).stream()
                .filter(ipcp -> ipcp.typeName().equals(typeName));
    }
}
