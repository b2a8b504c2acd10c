// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * An IPCP of this system: its definition, and the IPCP itself while its type is installed. Confined to the loop.
 *
 * <p>The definition outlives the type's bundle. When the type comes back, the IPCP joins its layer again and registers its
 * names again.
 */
final class SystemIpcp {
    private static final System.Logger LOG = System.getLogger(SystemIpcp.class.getName());

    private final int id;
    private final String name;
    private final String typeName;
    private final Function<SystemIpcp, IpcpHost> hosts;
    private final LongSupplier joins;
    private final Map<NameHash, Name> registered = new LinkedHashMap<>();
    private IpcpState state = IpcpState.WAITING_FOR_TYPE;
    private @Nullable IpcpType type;
    private @Nullable Ipcp ipcp;
    private @Nullable LayerTraits traits;
    private @Nullable LayerInfo layer;
    private @Nullable Function<Ipcp, CompletableFuture<LayerInfo>> membership;
    private long joined; // order in which IPCPs became members

    SystemIpcp(int id, String name, String typeName, Function<SystemIpcp, IpcpHost> hosts, LongSupplier joins) {
        this.id = id;
        this.name = name;
        this.typeName = typeName;
        this.hosts = hosts;
        this.joins = joins;
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    String typeName() {
        return typeName;
    }

    /** {@return when it became a member, counted over all IPCPs; 0 if it never did} */
    long joined() {
        return joined;
    }

    boolean isOperational() {
        return state == IpcpState.OPERATIONAL;
    }

    Optional<LayerInfo> layer() {
        return Optional.ofNullable(layer);
    }

    Map<NameHash, Name> registered() {
        return registered;
    }

    /** {@return what the layer promises} Only while the type is installed. */
    LayerTraits traits() {
        if (traits == null) {
            throw waiting();
        }
        return traits;
    }

    /** {@return the IPCP itself} Only while the type is installed. */
    Ipcp ipcp() {
        if (ipcp == null) {
            throw waiting();
        }
        return ipcp;
    }

    /** {@return the IPCP itself, as a member of a layer} */
    Ipcp member() {
        Ipcp present = ipcp();
        if (!isOperational()) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "IPCP '" + name + "' is not operational: bootstrap or enroll it first");
        }
        return present;
    }

    /** Refuses what belongs to an IPCP that was replaced or closed meanwhile. */
    void requireStill(Ipcp earlier) {
        if (ipcp != earlier) {
            throw new FlowRefused(FlowRefused.Reason.LAYER_DOWN, "IPCP '" + name + "' is gone");
        }
    }

    /** Takes its type, and joins its layer again if it was in one. */
    void install(IpcpType installed) {
        traits = installed.traits();
        type = installed;
        renew(installed);
        Function<Ipcp, CompletableFuture<LayerInfo>> earlier = membership;
        if (earlier != null) {
            join(earlier).whenComplete((info, failure) -> {
                if (failure != null) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "IPCP {0} cannot join its layer again: {1}",
                            name,
                            Failures.message(failure));
                } else {
                    registerAgain();
                }
            });
        }
    }

    /** Joins a layer, which is remembered for when the type comes back. */
    CompletableFuture<LayerInfo> join(Function<Ipcp, CompletableFuture<LayerInfo>> how) {
        Ipcp joining = ipcp();
        if (state != IpcpState.CREATED) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "IPCP '" + name + "' is "
                            + (state == IpcpState.JOINING ? "joining a layer" : "a member of a layer already"));
        }
        state = IpcpState.JOINING;
        return Failures.ask(() -> how.apply(joining)).whenComplete((info, failure) -> {
            IpcpType installed = type;
            if (ipcp != joining || installed == null) {
                return;
            }
            if (failure != null) {
                renew(installed);
            } else {
                state = IpcpState.OPERATIONAL;
                layer = info;
                membership = how;
                joined = joins.getAsLong();
            }
        });
    }

    /** Lets the type go. Flows go down; the definition stays. */
    void uninstall() {
        closeIpcp();
        state = IpcpState.WAITING_FOR_TYPE;
    }

    /** Ends the IPCP. */
    void destroy() {
        closeIpcp();
        membership = null;
        registered.clear();
    }

    IpcpInfo info(int flows) {
        List<String> names =
                registered.values().stream().map(Name::name).sorted().toList();
        return new IpcpInfo(id, name, typeName, layer().map(LayerInfo::layer), state, names, flows);
    }

    @Override
    public String toString() {
        return name;
    }

    private void registerAgain() {
        registered.forEach((hash, registeredName) -> Failures.ask(() -> ipcp().register(hash))
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "name {0} cannot be registered with IPCP {1} again: {2}",
                                registeredName.name(),
                                name,
                                Failures.message(failure));
                    }
                }));
    }

    /** Starts over: what failed to join may be half a member. */
    private void renew(IpcpType installed) {
        close(ipcp);
        ipcp = null;
        ipcp = installed.create(hosts.apply(this));
        state = IpcpState.CREATED;
    }

    private void closeIpcp() {
        Ipcp closing = ipcp;
        type = null;
        ipcp = null;
        traits = null;
        close(closing);
    }

    private void close(@Nullable Ipcp closing) {
        if (closing != null) {
            try {
                closing.close();
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.WARNING, "IPCP " + name + " failed to close", failure);
            }
        }
    }

    private IrmException waiting() {
        return new IrmException(
                IrmException.Problem.UNAVAILABLE,
                "IPCP '" + name + "' waits for its type: install or start a bundle with type '" + typeName + "'");
    }
}
