// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import io.netty.channel.IoEventLoop;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.ouroboros.api.text.Settings;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;

/** What the types {@code udp4} and {@code udp6} share: their configuration, and the network below. */
@Component(configurationPid = UdpSettings.PID, service = UdpSettings.class)
@Designate(ocd = UdpSettings.Config.class)
public final class UdpSettings {
    /** PID of the configuration. */
    static final String PID = "org.ouroboros.ipcp.udp";

    private static final int MOST_BUFFER_BYTES = 1 << 30;

    /** Ports and bounds of the IPCPs. */
    @ObjectClassDefinition(
            name = "IPCPs over UDP",
            description =
                    "Ports and bounds of the IPCPs of types udp4 and udp6. A change makes them anew; flows are held"
                            + " meanwhile.")
    public @interface Config {
        /** {@return whether IPCPs use a port of their own where the loop runs on epoll} */
        @AttributeDefinition(
                description =
                        "Whether, where the loop runs on epoll, IPCPs use a port of their own that sends and receives"
                                + " many packets at a time, rather than Netty's: true or false.")
        boolean fast() default true;

        /** {@return room for what arrives while the loop is busy, in bytes} */
        @AttributeDefinition(
                description =
                        "Room for what arrives while the loop is busy, in bytes for each IPCP. The system may give"
                                + " less, on Linux net.core.rmem_max to who is not root.",
                min = "1",
                max = "1073741824")
        int receive_buffer_bytes() default SocketNetwork.RECEIVE_BUFFER_BYTES;

        /** {@return flows of an IPCP at a time} */
        @AttributeDefinition(description = "Flows of an IPCP at a time.", min = "1", max = "65536")
        int max_flows() default Limits.FLOWS;

        /** {@return requests of an IPCP that wait for a reply at a time} */
        @AttributeDefinition(
                description = "Flows that an IPCP asks for at a time, until the reply is there.",
                min = "1",
                max = "65536")
        int max_requests() default Limits.REQUESTS;

        /** {@return requests of peers that wait for an answer at a time} */
        @AttributeDefinition(
                description = "Flows that peers ask an IPCP for at a time, until they are answered.",
                min = "1",
                max = "65536")
        int max_arrivals() default Limits.ARRIVALS;
    }

    private final Limits limits;
    private final SocketNetwork sockets;

    /** The networks of simulations, by the loop that each of them is confined to. */
    private final Map<IpcpLoop, MemoryNetwork> simulations = Collections.synchronizedMap(new WeakHashMap<>());

    /** Takes the defaults. */
    public UdpSettings() {
        this(Limits.DEFAULT, new SocketNetwork(true, SocketNetwork.RECEIVE_BUFFER_BYTES));
    }

    /**
     * Reads the configuration.
     *
     * @param properties ports and bounds; what cannot be used is logged, and its default holds
     */
    @Activate
    public UdpSettings(Map<String, Object> properties) {
        this(Settings.of("configuration " + PID, properties));
    }

    private UdpSettings(Settings configured) {
        this(
                new Limits(
                        configured.number("max.flows", Limits.FLOWS, Limits.MOST),
                        configured.number("max.requests", Limits.REQUESTS, Limits.MOST),
                        configured.number("max.arrivals", Limits.ARRIVALS, Limits.MOST)),
                new SocketNetwork(
                        configured.flag("fast", true),
                        configured.number(
                                "receive.buffer.bytes", SocketNetwork.RECEIVE_BUFFER_BYTES, MOST_BUFFER_BYTES)));
        configured.warnOfUnknown();
    }

    private UdpSettings(Limits limits, SocketNetwork sockets) {
        this.limits = limits;
        this.sockets = sockets;
    }

    Limits limits() {
        return limits;
    }

    /** {@return a new IPCP, whose network is that of its loop} */
    Ipcp create(IpcpHost host, Family family) {
        return new UdpIpcp(host, family, network(host.loop()), limits);
    }

    private Network network(IpcpLoop loop) {
        return loop.adapt(IoEventLoop.class).isPresent()
                ? sockets
                : simulations.computeIfAbsent(loop, MemoryNetwork::new);
    }

    @Deactivate
    void deactivate() {
        sockets.close();
    }
}
