// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.IpcpHost;

/**
 * A network for simulations: every address is there, datagrams arrive in order, and after the task that sends them. There are no host
 * names. Confined to one loop, which all systems of the simulation share; {@link #resolve} is for any thread.
 */
final class MemoryNetwork implements Network {
    /** What every path carries: that of Ethernet. */
    static final int MTU = 1_500;

    /** Datagrams that are under way at most. */
    private static final int MOST = 4_096;

    /** Datagrams that are delivered in one task of the loop. */
    private static final int TURN = 64;

    /** A datagram under way; ownership of its packet is with the network. */
    private record Datagram(Packet packet, InetSocketAddress from, InetSocketAddress to) {}

    private final IpcpLoop loop;
    private final Map<InetSocketAddress, MemoryPort> ports = new HashMap<>();
    private final Deque<Datagram> underWay = new ArrayDeque<>();
    private final Runnable turn = this::turn;
    private boolean scheduled;

    MemoryNetwork(IpcpLoop loop) {
        this.loop = loop;
    }

    @Override
    public DatagramPort open(IpcpHost host, InetSocketAddress local, Counters counters, DatagramPort.Receiver receiver)
            throws BindException {
        MemoryPort port = new MemoryPort(local, counters, receiver);
        if (ports.putIfAbsent(local, port) != null) {
            throw new BindException("Address already in use");
        }
        return port;
    }

    @Override
    public boolean owns(InetAddress address) {
        return true;
    }

    @Override
    public List<InetAddress> resolve(String hostName) {
        return List.of();
    }

    private void schedule() {
        if (!scheduled && !underWay.isEmpty()) {
            scheduled = true;
            loop.execute(turn);
        }
    }

    private void turn() {
        scheduled = false;
        try {
            for (int left = Math.min(TURN, underWay.size()); left > 0; left--) {
                deliver(underWay.remove());
            }
        } finally {
            schedule();
        }
    }

    private void deliver(Datagram datagram) {
        MemoryPort port = ports.get(datagram.to());
        if (port == null) {
            datagram.packet().release();
        } else {
            port.receiver.received(datagram.packet(), datagram::from);
        }
    }

    /** A destination. */
    private record MemoryRemote(InetSocketAddress address) implements DatagramPort.Remote {}

    /** A port of this network. */
    private final class MemoryPort implements DatagramPort {
        private final InetSocketAddress local;
        private final Counters counters;
        private final Receiver receiver;

        MemoryPort(InetSocketAddress local, Counters counters, Receiver receiver) {
            this.local = local;
            this.counters = counters;
            this.receiver = receiver;
        }

        @Override
        public Remote remote(InetSocketAddress address) {
            return new MemoryRemote(address);
        }

        @Override
        public void send(Packet packet, Remote to) {
            if (underWay.size() == MOST) {
                counters.drop(packet, Count.NO_ROOM);
            } else {
                counters.add(Count.SENT);
                underWay.add(new Datagram(packet, local, to.address()));
                schedule();
            }
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public int pathMtu(Remote to) {
            return MTU;
        }

        @Override
        public void close() {
            ports.remove(local, this);
        }
    }
}
