// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.NameHash;

/** Two systems with an IPCP each, {@code a} and {@code b}, and somebody else, on virtual time over memory; a server behind {@code b}. */
final class TestLayer {
    static final String SERVER = "oping";
    static final NameHash NAME = NameHash.of(SERVER, HashAlgorithm.MD5);
    static final String A = "192.0.2.1";
    static final String B = "192.0.2.2";
    static final String C = "192.0.2.3"; // of nobody at first
    static final Limits LIMITS = new Limits(64, 16, 16);

    final SimulatedLoop loop;
    final PacketPool pool = new PacketPool(16 << 20);
    final Wire wire;
    final TestHost hostA;
    final TestHost hostB;
    final Party client = new Party(pool);
    final Party server = new Party(pool);
    final UdpIpcp a;
    final UdpIpcp b;

    TestLayer(long seed) {
        loop = new SimulatedLoop(seed);
        wire = new Wire(new MemoryNetwork(loop));
        hostA = new TestHost("a", loop, pool).peer(SERVER, B, OptionalInt.empty());
        hostB = new TestHost("b", loop, pool);
        a = ipcp(hostA);
        b = ipcp(hostB);
        join(a, A);
        join(b, B);
    }

    UdpIpcp ipcp(IpcpHost host) {
        return new UdpIpcp(host, Family.IP4, wire, LIMITS);
    }

    void join(UdpIpcp ipcp, String ip) {
        loop.await(ipcp.bootstrap(new LayerConfig("net", Map.of("ip", ip))));
    }

    CompletableFuture<Allocation.Reply> allocate() {
        return a.allocate(new Allocation(NAME, QosSpec.RAW, new byte[] {1, 2, 3}, client));
    }

    /** Allocates a flow between the client and the server. */
    void connect() {
        hostB.accept(server);
        client.with(loop.await(allocate()).flow());
    }

    long count(UdpIpcp ipcp, Count count) {
        return member(ipcp).counters().get(count);
    }

    static Membership member(UdpIpcp ipcp) {
        return Objects.requireNonNull(ipcp.membership());
    }

    /** Requires that an allocation is refused; {@return with what} */
    FlowRefused assertRefused(Reason reason, CompletableFuture<Allocation.Reply> reply) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> loop.await(reply));
        assertEquals(reason, refused.reason());
        return refused;
    }

    /** Requires that {@code a} has nothing of flows. */
    void assertNothingIsLeft() {
        assertEquals(0, member(a).flows().size());
        assertEquals(0, member(a).paths().size());
        assertEquals(0, member(a).requests().size());
    }

    /** Opens a socket that is no IPCP. */
    Stranger stranger(String ip) {
        return new Stranger(ip);
    }

    static InetSocketAddress address(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), UdpOptions.DEFAULT_PORT);
    }

    /** Somebody who sends datagrams of its own making, and keeps what it gets. */
    final class Stranger implements DatagramPort.Receiver {
        private final DatagramPort port;
        private final List<byte[]> received = new ArrayList<>();

        Stranger(String ip) {
            try {
                port = wire.open(new TestHost("stranger", loop, pool), address(ip), new Counters(), this);
            } catch (IOException taken) {
                throw new AssertionError(ip, taken);
            }
        }

        List<byte[]> received() {
            return received;
        }

        void send(byte[] bytes, String ip) {
            Packet packet = Objects.requireNonNull(pool.take());
            Slots.begin(packet, bytes.length);
            packet.put(ByteBuffer.wrap(bytes));
            port.send(packet, port.remote(address(ip)));
        }

        void send(Frames.Management message, String ip) {
            Packet packet = Objects.requireNonNull(pool.take());
            Frames.write(packet, message);
            port.send(packet, port.remote(address(ip)));
        }

        @Override
        public void received(Packet packet, DatagramPort.Source source) {
            byte[] bytes = new byte[packet.length()];
            packet.get(ByteBuffer.wrap(bytes));
            packet.release();
            received.add(bytes);
        }

        @Override
        public void writableAgain() {}

        @Override
        public void tooLarge(DatagramPort.Remote to) {}
    }
}
