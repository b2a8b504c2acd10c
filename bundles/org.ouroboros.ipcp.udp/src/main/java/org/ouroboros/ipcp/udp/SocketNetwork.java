// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import org.ouroboros.policy.ipcp.IpcpHost;

/** The network that this machine is on. */
final class SocketNetwork implements Network, AutoCloseable {
    /** Room for what arrives while the loop is busy; the system may give less. */
    static final int RECEIVE_BUFFER_BYTES = 64 << 20;

    private final boolean fast;
    private final int receiveBufferBytes;
    private final HostNames names = new HostNames();

    /**
     * Makes the network.
     *
     * @param fast whether to use the port of our own where it works
     * @param receiveBufferBytes asked of the system for each port
     */
    SocketNetwork(boolean fast, int receiveBufferBytes) {
        this.fast = fast;
        this.receiveBufferBytes = receiveBufferBytes;
    }

    @Override
    public DatagramPort open(IpcpHost host, InetSocketAddress local, Counters counters, DatagramPort.Receiver receiver)
            throws IOException {
        IoEventLoop eventLoop = host.loop().adapt(IoEventLoop.class).orElseThrow();
        boolean epoll = eventLoop.isIoType(EpollIoHandler.class);
        if (fast && epoll && LinuxSockets.available()) {
            return TrainPort.open(host, eventLoop, local, receiveBufferBytes, counters, receiver);
        }
        DatagramChannel channel = channel(local.getAddress(), epoll);
        return NettyPort.open(host, eventLoop, channel, local, receiveBufferBytes, counters, receiver);
    }

    private static DatagramChannel channel(InetAddress address, boolean epoll) {
        SocketProtocolFamily family =
                address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
        return epoll ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
    }

    @Override
    public boolean owns(InetAddress address) {
        try (DatagramSocket probe = new DatagramSocket(0, address)) {
            return probe.isBound();
        } catch (SocketException foreign) {
            return false;
        }
    }

    @Override
    public List<InetAddress> resolve(String hostName) throws InterruptedException {
        return names.resolve(hostName);
    }

    @Override
    public void close() {
        names.close();
    }
}
