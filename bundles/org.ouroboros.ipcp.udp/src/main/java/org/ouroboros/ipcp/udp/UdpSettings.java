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
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;

/** What the types {@code udp4} and {@code udp6} share: their configuration, and the network below. */
@Component(configurationPid = UdpSettings.PID, service = UdpSettings.class)
@Designate(ocd = UdpSettings.Config.class)
public final class UdpSettings {
    /** PID of the configuration. */
    static final String PID = "org.ouroboros.ipcp.udp";

    /** Ports and bounds of the IPCPs. */
    @ObjectClassDefinition(
            name = "IPCPs over UDP",
            description =
                    "Ports and bounds of the IPCPs of types udp4 and udp6. A change makes them anew, which ends their"
                            + " flows.")
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
                min = "4096")
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
     * @param config ports and bounds
     */
    @Activate
    public UdpSettings(Config config) {
        this(
                new Limits(config.max_flows(), config.max_requests(), config.max_arrivals()),
                new SocketNetwork(config.fast(), config.receive_buffer_bytes()));
    }

    private UdpSettings(Limits limits, SocketNetwork sockets) {
        this.limits = limits;
        this.sockets = sockets;
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
