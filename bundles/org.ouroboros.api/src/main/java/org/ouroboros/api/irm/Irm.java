// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;

/**
 * The IPC resource manager of a system: IPCPs, names, bindings, registrations and flows.
 *
 * <p>What a request changes is <em>kept</em>: it is back after a restart, and it is wanted until it is taken back, so that an IPCP
 * whose type goes and comes joins its layer again. What {@link #unkept()} changes ends with the system. An object that a file
 * declares is changed in its file: a request that would change it for good is refused with the name of the file, and
 * {@code unkept()} still changes it at run time. When a request returns, what it made survives even a killed process.
 *
 * <p>Every method may be called from any thread but a loop's, blocks for a bounded time, and throws {@link IrmException}
 * when the request cannot be carried out; then nothing was changed. Only what took too long
 * ({@link IrmException.Problem#TIMED_OUT}) may still be carried out later.
 */
@ProviderType
public interface Irm {
    /**
     * Makes changes that end with the system.
     *
     * @return the same IRM, whose changes are not kept
     */
    Irm unkept();

    /**
     * Creates an IPCP.
     *
     * @param ipcp its name, 1..255 bytes
     * @param type an installed type
     * @return the IPCP, not yet member of a layer
     */
    IpcpInfo createIpcp(String ipcp, String type);

    /**
     * Destroys an IPCP, with or without flows. Its flows go down, its registrations and bindings end.
     *
     * @param ipcp its name
     */
    void destroyIpcp(String ipcp);

    /**
     * Makes an IPCP the first member of a layer.
     *
     * @param ipcp its name
     * @param type the type to create it with if there is none of that name; an IPCP that was created for a request that
     *     fails is gone again. Empty if it must be there
     * @param layer the layer, with options of the IPCP's type
     * @param autobind whether its own name and the layer's are bound to it
     * @return the IPCP as a member
     */
    IpcpInfo bootstrap(String ipcp, Optional<String> type, LayerSpec layer, boolean autobind);

    /**
     * Makes an IPCP that is there the first member of a layer.
     *
     * @param ipcp its name
     * @param layer the layer, with options of the IPCP's type
     * @return the IPCP as a member
     */
    default IpcpInfo bootstrap(String ipcp, LayerSpec layer) {
        return bootstrap(ipcp, Optional.empty(), layer, false);
    }

    /**
     * Has an IPCP join a layer through a member.
     *
     * @param ipcp its name
     * @param type as for {@link #bootstrap(String, Optional, LayerSpec, boolean) bootstrap}
     * @param destination a name that reaches a member: of an IPCP, or of the layer
     * @param layer the layer that it must turn out to be, if given
     * @param autobind whether its own name and the layer's are bound to it
     * @return the IPCP as a member
     */
    IpcpInfo enrol(String ipcp, Optional<String> type, String destination, Optional<String> layer, boolean autobind);

    /**
     * Has an IPCP that is there join a layer through a member.
     *
     * @param ipcp its name
     * @param destination a name that reaches a member: of an IPCP, or of the layer
     * @param layer the layer that it must turn out to be, if given
     * @return the IPCP as a member
     */
    default IpcpInfo enrol(String ipcp, String destination, Optional<String> layer) {
        return enrol(ipcp, Optional.empty(), destination, layer, false);
    }

    /**
     * Connects components of an IPCP to those of a neighbour.
     *
     * @param ipcp its name
     * @param destination name of the neighbour
     * @param components which to connect; management comes first
     * @param qos QoS of the data-transfer flow
     */
    void connect(String ipcp, String destination, Set<LayerComponent> components, QosSpec qos);

    /**
     * Takes back {@link #connect}.
     *
     * @param ipcp its name
     * @param destination name of the neighbour
     * @param components which to disconnect; data transfer comes first
     */
    void disconnect(String ipcp, String destination, Set<LayerComponent> components);

    /**
     * Says where a name is found, for layers that cannot look it up by themselves, such as those over UDP.
     *
     * @param name the name, 1..255 bytes; where it was said to be found before is forgotten
     * @param address a literal IPv4 or IPv6 address
     * @param port port at that address, 1..65535; empty means the same as the IPCP's own
     * @return the peer
     */
    PeerInfo addPeer(String name, String address, OptionalInt port);

    /**
     * Takes back {@link #addPeer}.
     *
     * @param name the name
     */
    void removePeer(String name);

    /** {@return where names are said to be found, by name} */
    List<PeerInfo> peers();

    /** {@return all IPCPs, by type and then number} */
    List<IpcpInfo> ipcps();

    /**
     * Shows what an IPCP knows of its layer.
     *
     * @param ipcp its name; it must be operational
     * @return what it knows now; {@link LayerView#NONE} if its type has nothing to show
     */
    LayerView layerView(String ipcp);

    /** {@return the installed types of IPCPs, by name} */
    List<IpcpTypeInfo> ipcpTypes();

    /**
     * Binds a name to a program. The name is created if it is unknown, with {@link NameSpec#SPILLOVER}.
     *
     * @param binding program, name and how to start it; replaces an earlier binding of the same two
     */
    void bindProgram(ProgramBinding binding);

    /**
     * Takes back {@link #bindProgram}.
     *
     * @param program symbolic name of the bundle
     * @param name the name
     */
    void unbindProgram(String program, String name);

    /**
     * Binds a name to a process. The name is created if it is unknown, with {@link NameSpec#SPILLOVER}. Never kept: the
     * number of a process is its {@code service.id}, which means nothing after a restart.
     *
     * @param process number of a process
     * @param name the name
     */
    void bindProcess(long process, String name);

    /**
     * Takes back {@link #bindProcess}.
     *
     * @param process number of a process
     * @param name the name
     */
    void unbindProcess(long process, String name);

    /**
     * Binds a name to an IPCP, which is then offered its flows. The name is created if it is unknown, with
     * {@link NameSpec#SPILLOVER}.
     *
     * @param ipcp name of the IPCP
     * @param name the name
     */
    void bindIpcp(String ipcp, String name);

    /**
     * Takes back {@link #bindIpcp}.
     *
     * @param ipcp name of the IPCP
     * @param name the name
     */
    void unbindIpcp(String ipcp, String name);

    /** {@return the processes there are, by number} */
    List<ProcessInfo> processes();

    /**
     * Creates a name.
     *
     * @param spec the name and its settings
     * @return the name
     */
    NameInfo createName(NameSpec spec);

    /**
     * Destroys a name with its bindings and registrations. Its flows stay.
     *
     * @param name the name
     */
    void destroyName(String name);

    /**
     * Has another policy balance the flows of a name, from the next flow on.
     *
     * @param name the name
     * @param policy name of an installed load-balancing policy
     * @return the name
     */
    NameInfo balance(String name, String policy);

    /**
     * Makes a name reachable in the layers of IPCPs: in all of them or, if one fails, in none. The name is created if it is
     * unknown, with {@link NameSpec#SPILLOVER}.
     *
     * @param name the name
     * @param ipcps names of operational IPCPs
     */
    void register(String name, Set<String> ipcps);

    /**
     * Makes a name reachable in the layer of one IPCP.
     *
     * @param name the name
     * @param ipcp name of an operational IPCP
     */
    default void register(String name, String ipcp) {
        register(name, Set.of(ipcp));
    }

    /**
     * Takes back {@link #register(String, Set) register}.
     *
     * @param name the name
     * @param ipcps names of the IPCPs
     */
    void unregister(String name, Set<String> ipcps);

    /**
     * Takes back {@link #register(String, String) register}.
     *
     * @param name the name
     * @param ipcp name of the IPCP
     */
    default void unregister(String name, String ipcp) {
        unregister(name, Set.of(ipcp));
    }

    /** {@return all names, sorted} */
    List<NameInfo> names();

    /** {@return both ends of all flows of this system, by number} */
    List<FlowInfo> flows();

    /**
     * Renegotiates an open flow with the system at its other end: another key, and another cipher or time-out if the terms say so, while
     * messages pass. The process at neither end notices, and nothing is lost, duplicated or reordered that the layer does not lose, duplicate or reorder. The flow
     * has to be encrypted, with a cipher that authenticates; this system must be the one that allocated it.
     *
     * @param flow number of the end in this system
     * @param terms what is asked for
     * @return the end, when both systems use what they agreed on
     * @throws IrmException if that cannot be; the flow then stays as it was
     */
    FlowInfo renegotiate(int flow, FlowTerms terms);

    /** {@return the installed policies, by kind and name} */
    List<PolicyInfo> policies();

    /** {@return the places where policies are in use} */
    List<SlotInfo> slots();

    /** {@return what exchanges policies while packets pass} */
    PolicySwaps swaps();

    /** {@return what the components of the system count, by component} */
    List<CounterInfo> counters();

    /** {@return the loops that IPCPs live on} */
    List<LoopInfo> loops();
}
