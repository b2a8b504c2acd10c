// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;

/**
 * The IPC resource manager of a system: IPCPs, names, bindings, registrations and flows.
 *
 * <p>Every method may be called from any thread but a loop's, blocks for a bounded time, and throws {@link IrmException}
 * when the request cannot be carried out; then nothing was changed. Only what took too long
 * ({@link IrmException.Problem#TIMED_OUT}) may still be carried out later.
 */
@ProviderType
public interface Irm {
    /**
     * Creates an IPCP.
     *
     * @param ipcp its name, 1..255 bytes
     * @param type an installed type
     * @return the IPCP, not yet member of a layer
     */
    IpcpInfo createIpcp(String ipcp, String type);

    /**
     * Destroys an IPCP. Its flows go down, its registrations end.
     *
     * @param ipcp its name
     */
    void destroyIpcp(String ipcp);

    /**
     * Makes an IPCP the first member of a layer.
     *
     * @param ipcp its name
     * @param layer the layer, with options of the IPCP's type
     * @return the IPCP as a member
     */
    IpcpInfo bootstrap(String ipcp, LayerSpec layer);

    /**
     * Has an IPCP join a layer through a member.
     *
     * @param ipcp its name
     * @param destination a name that reaches a member: of an IPCP, or of the layer
     * @param layer the layer that it must turn out to be, if given
     * @return the IPCP as a member
     */
    IpcpInfo enrol(String ipcp, String destination, Optional<String> layer);

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

    /** {@return all IPCPs, by type and then number} */
    List<IpcpInfo> ipcps();

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
     * Binds a name to a process. The name is created if it is unknown, with {@link NameSpec#SPILLOVER}.
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
     * Makes a name reachable in the layer of an IPCP. The name is created if it is unknown, with
     * {@link NameSpec#SPILLOVER}.
     *
     * @param name the name
     * @param ipcp name of an operational IPCP
     */
    void register(String name, String ipcp);

    /**
     * Takes back {@link #register}.
     *
     * @param name the name
     * @param ipcp name of the IPCP
     */
    void unregister(String name, String ipcp);

    /** {@return all names, sorted} */
    List<NameInfo> names();

    /** {@return both ends of all flows of this system, by number} */
    List<FlowInfo> flows();

    /** {@return the installed policies, by kind and name} */
    List<PolicyInfo> policies();

    /** {@return the places where policies are in use} */
    List<SlotInfo> slots();
}
