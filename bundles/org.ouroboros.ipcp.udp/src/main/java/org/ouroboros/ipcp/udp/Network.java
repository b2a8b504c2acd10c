// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.ouroboros.policy.ipcp.IpcpHost;

/** What lies below a layer: ports to send from, and host names. */
interface Network {
    /**
     * Binds a port. On the loop of the host.
     *
     * @param host whose loop and packets the port uses
     * @param local its address and port number
     * @param counters takes its part of the counting
     * @param receiver takes what arrives
     * @throws IOException if the address cannot be bound
     */
    DatagramPort open(IpcpHost host, InetSocketAddress local, Counters counters, DatagramPort.Receiver receiver)
            throws IOException;

    /** {@return whether any port number of an address can be bound now} Tells a port in use from an address of another machine. */
    boolean owns(InetAddress address);

    /**
     * Looks a host name up. Any thread; blocks.
     *
     * @return its addresses, none if it has none
     */
    List<InetAddress> resolve(String hostName) throws InterruptedException;
}
