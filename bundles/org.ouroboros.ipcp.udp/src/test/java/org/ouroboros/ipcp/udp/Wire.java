// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.IpcpHost;

/** A network that tests have under control: what it does to datagrams, which names it knows, and how much its paths carry. */
final class Wire implements Network {
    /** What becomes of a datagram. */
    enum Fate {
        PASS,
        LOSE,
        DUPLICATE,
        MUTATE,
        CUT
    }

    private final MemoryNetwork network;
    private final Map<String, List<InetAddress>> names = new HashMap<>();
    private final Set<InetAddress> foreign = new HashSet<>();
    private final List<String> lookedUp = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom(1);
    private List<Fate> fates = List.of(Fate.PASS);
    private int mtu = MemoryNetwork.MTU;
    private boolean full;

    Wire(MemoryNetwork network) {
        this.network = network;
    }

    /** Has each datagram meet one of these fates, by chance. */
    void fates(long seed, Fate... chances) {
        random = new SplittableRandom(seed);
        fates = List.of(chances);
    }

    void mtu(int newMtu) {
        mtu = newMtu;
    }

    /** Says whether there is room to send. */
    void full(boolean isFull) {
        full = isFull;
    }

    /** Gives a host name an address. */
    void name(String hostName, String address) {
        names.computeIfAbsent(hostName, none -> new ArrayList<>()).add(InetAddress.ofLiteral(address));
    }

    /** Makes an address that of another machine. */
    void foreign(String address) {
        foreign.add(InetAddress.ofLiteral(address));
    }

    /** {@return the host names that were looked up, in order} */
    List<String> lookedUp() {
        return lookedUp;
    }

    @Override
    public DatagramPort open(IpcpHost host, InetSocketAddress local, Counters counters, DatagramPort.Receiver receiver)
            throws IOException {
        if (foreign.contains(local.getAddress())) {
            throw new IOException("Cannot assign requested address");
        }
        return new WiredPort(host.pool(), network.open(host, local, counters, receiver));
    }

    @Override
    public boolean owns(InetAddress address) {
        return !foreign.contains(address);
    }

    @Override
    public List<InetAddress> resolve(String hostName) {
        lookedUp.add(hostName);
        return List.copyOf(names.getOrDefault(hostName, List.of()));
    }

    private final class WiredPort implements DatagramPort {
        private final PacketPool pool;
        private final DatagramPort port;

        WiredPort(PacketPool pool, DatagramPort port) {
            this.pool = pool;
            this.port = port;
        }

        @Override
        public Remote remote(InetSocketAddress address) {
            return port.remote(address);
        }

        @Override
        public void send(Packet packet, Remote to) {
            switch (fates.get(random.nextInt(fates.size()))) {
                case PASS -> port.send(packet, to);
                case LOSE -> packet.release();
                case DUPLICATE -> {
                    Packet copy = Objects.requireNonNull(pool.take());
                    Slots.begin(copy, packet.length());
                    copy.copyOf(packet);
                    port.send(packet, to);
                    port.send(copy, to);
                }
                case MUTATE -> {
                    int at = packet.offset() + random.nextInt(packet.length());
                    packet.segment().set(JAVA_BYTE, at, (byte) random.nextInt());
                    port.send(packet, to);
                }
                case CUT -> {
                    packet.trim(random.nextInt(packet.length() + 1));
                    port.send(packet, to);
                }
            }
        }

        @Override
        public boolean writable() {
            return !full;
        }

        @Override
        public int pathMtu(Remote to) {
            return mtu;
        }

        @Override
        public void close() {
            port.close();
        }
    }
}
