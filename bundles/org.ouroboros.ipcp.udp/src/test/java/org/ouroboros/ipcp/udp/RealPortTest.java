// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.event.EventLoops;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.NameHash;

/** Two IPCPs of this machine over sockets, with each kind of port. Waits for events, never for a time. */
@Timeout(30)
@ParameterizedClass
@MethodSource("kinds")
class RealPortTest {
    /** A kind of port, and what makes it be chosen. */
    enum Kind {
        NIO("nio", true, NettyPort.class),
        EPOLL("epoll", false, NettyPort.class),
        TRAINS("epoll", true, TrainPort.class);

        private final String transport;
        private final boolean fast;
        private final Class<?> port;

        Kind(String transport, boolean fast, Class<?> port) {
            this.transport = transport;
            this.fast = fast;
            this.port = port;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(Kind.values()).filter(kind -> kind == Kind.NIO || Epoll.isAvailable());
    }

    private final Kind kind;
    private final EventLoops loops;
    private final IpcpLoop loop;
    private final PacketPool pool = new PacketPool(16 << 20);
    private final SocketNetwork network;
    private final TestHost hostA;
    private final TestHost hostB;
    private final UdpIpcp a;
    private final UdpIpcp b;
    private final Party client = new Party(pool);
    private final Party server = new Party(pool);

    RealPortTest(Kind kind) {
        this.kind = kind;
        this.loops = new EventLoops(kind.transport);
        this.loop = loops.shared();
        this.network = new SocketNetwork(kind.fast, SocketNetwork.RECEIVE_BUFFER_BYTES);
        this.hostA = new TestHost("a", loop, pool);
        this.hostB = new TestHost("b", loop, pool);
        this.a = new UdpIpcp(hostA, Family.IP4, network, Limits.DEFAULT);
        this.b = new UdpIpcp(hostB, Family.IP4, network, Limits.DEFAULT);
    }

    @AfterEach
    void everyPacketIsBackInThePool() throws Exception {
        call(() -> {
            a.close();
            b.close();
            return null;
        });
        await(() -> pool.outstanding() == 0);
        network.close();
        loops.close();
    }

    @Test
    void theKindOfPortFollowsTheLoopAndTheConfiguration() throws Exception {
        join(a, "127.0.0.1", freePort("127.0.0.1"));
        assertInstanceOf(kind.port, call(() -> TestLayer.member(a).port()));
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "1000, 8", "1000, 1000", "500, 1920", "300, 0"})
    void packetsArriveAsTheyWereSent(int packets, int bytes) throws Exception {
        connect();
        int batch = 100;
        for (int sent = 0; sent < packets; sent += batch) {
            int now = Math.min(batch, packets - sent);
            call(() -> {
                IntStream.range(0, now).forEach(i -> client.sendNext(bytes));
                return null;
            });
            int expected = sent + now;
            await(() -> server.lengths().size() == expected);
        }
        assertEquals(IntStream.range(0, packets).mapToObj(i -> bytes).toList(), server.lengths());
        if (bytes > 0) {
            assertEquals(LongStream.range(0, packets).boxed().toList(), server.received());
        }
    }

    @Test
    void packetsOfAnyLengthsInARowArriveAsTheyWereSent() throws Exception {
        connect();
        List<Integer> lengths = IntStream.iterate(8, length -> (length * 7 + 13) % 1_900)
                .map(length -> length % 3 == 0 ? 1_000 : Math.max(8, length))
                .limit(200)
                .boxed()
                .toList();
        call(() -> {
            lengths.forEach(client::sendNext);
            return null;
        });
        await(() -> server.lengths().size() == lengths.size());
        assertEquals(lengths, server.lengths());
        assertEquals(LongStream.range(0, lengths.size()).boxed().toList(), server.received());
    }

    @Test
    void flowsToSeveralPeersAndBackDoNotMix() throws Exception {
        connect();
        Party client2 = new Party(pool);
        Party server2 = new Party(pool);
        connect(client2, server2);
        server.onReceive(number -> server.sendNext());
        call(() -> {
            for (int i = 0; i < 50; i++) {
                client.sendNext(100);
                client2.sendNext(100);
            }
            return null;
        });
        await(() -> client.received().size() == 50 && server2.received().size() == 50);
        assertEquals(LongStream.range(0, 50).boxed().toList(), server.received());
        assertEquals(List.of(), client2.received());
    }

    @Test
    void aBurstBeyondTheReceiversBufferIsLostAndTheRestArrivesInOrder() throws Exception {
        connect();
        call(() -> {
            for (int i = 0; i < 5_000; i++) {
                if (client.flow().writable()) {
                    client.sendNext(1_000);
                }
            }
            return null;
        });
        await(() -> !server.received().isEmpty());
        client.onReceive(number -> {});
        call(() -> {
            server.sendNext();
            return null;
        });
        await(() -> !client.received().isEmpty());
        List<Long> received = server.received();
        assertEquals(received.stream().sorted().toList(), received);
    }

    @Test
    void thePathsMtuIsThatOfLoopback() throws Exception {
        connect();
        assertEquals(1_920, call(() -> client.flow().largestPacket()));
    }

    @Test
    void aPortInUseAndAForeignAddressAreToldApart() throws Exception {
        int port = freePort("127.0.0.1");
        join(a, "127.0.0.1", port);
        LayerRefused taken = assertThrows(LayerRefused.class, () -> join(b, "127.0.0.1", port));
        String message = Objects.requireNonNull(taken.getMessage());
        assertTrue(
                message.startsWith("port " + port + " of 127.0.0.1 cannot be bound (")
                        && message.endsWith("): end what uses it, or give another port or ip"),
                message);
        LayerRefused foreign = assertThrows(LayerRefused.class, () -> join(b, "192.0.2.1", port));
        String other = Objects.requireNonNull(foreign.getMessage());
        assertTrue(
                other.startsWith("ip 192.0.2.1 is not an address of this machine (")
                        && other.endsWith("): give one of its interfaces"),
                other);
        join(b, "127.0.0.2", port);
    }

    @Test
    void layersOverIpv6Work() throws Exception {
        assumeTrue(network.owns(InetAddress.ofLiteral("::1")), "this machine has no IPv6");
        UdpIpcp six = new UdpIpcp(hostA, Family.IP6, network, Limits.DEFAULT);
        UdpIpcp other = new UdpIpcp(hostB, Family.IP6, network, Limits.DEFAULT);
        int otherPort = freePort("::1");
        join(other, "::1", otherPort);
        join(six, "::1", freePort("::1"));
        hostA.peer("six", "::1", OptionalInt.of(otherPort));
        hostB.accept(server);
        client.with(allocate(six, "six", client));
        call(() -> {
            client.sendNext(1_000);
            return null;
        });
        await(() -> server.received().size() == 1);
        call(() -> {
            six.close();
            other.close();
            return null;
        });
    }

    @Test
    void whoClosesWhileItReceivesReceivesNoMore() throws Exception {
        connect();
        server.onReceive(number -> b.close());
        call(() -> {
            for (int i = 0; i < 50; i++) {
                client.sendNext(100);
            }
            return null;
        });
        await(() -> server.told().contains("down"));
        call(() -> null);
        assertEquals(List.of(0L), server.received());
    }

    @Test
    void whatIsSentRightBeforeClosingArrives() throws Exception {
        connect();
        call(() -> {
            client.sendNext(8);
            a.close();
            return null;
        });
        await(() -> server.received().size() == 1);
    }

    @Test
    void aDatagramOfAnotherProgramIsCounted() throws Exception {
        int port = freePort("127.0.0.1");
        join(a, "127.0.0.1", port);
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            for (int length : new int[] {0, 3, 4, 46, 2_049, 9_000}) {
                byte[] bytes = new byte[length];
                stranger.send(new DatagramPacket(bytes, length, InetAddress.ofLiteral("127.0.0.1"), port));
            }
        }
        await(() -> count(Count.TOO_SHORT) == 2 && count(Count.MALFORMED) == 2 && count(Count.TOO_LONG) == 2);
    }

    private long count(Count count) throws Exception {
        return call(() -> TestLayer.member(a).counters().get(count));
    }

    private void connect() throws Exception {
        int portB = freePort("127.0.0.2");
        join(b, "127.0.0.2", portB);
        join(a, "127.0.0.1", freePort("127.0.0.1"));
        hostA.peer("b", "127.0.0.2", OptionalInt.of(portB));
        connect(client, server);
    }

    private void connect(Party from, Party to) throws Exception {
        hostB.accept(to);
        from.with(allocate(a, "b", from));
    }

    private LayerFlow allocate(UdpIpcp ipcp, String name, Party from) throws Exception {
        NameHash hash = NameHash.of(name, HashAlgorithm.MD5);
        return call(() -> ipcp.allocate(new Allocation(hash, QosSpec.RAW, new byte[0], from)))
                .get()
                .flow();
    }

    private LayerInfo join(UdpIpcp ipcp, String ip, int port) throws Exception {
        try {
            return call(() -> ipcp.bootstrap(new LayerConfig("net", Map.of("ip", ip, "port", Integer.toString(port)))))
                    .join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof LayerRefused refused ? refused : failure;
        }
    }

    private static int freePort(String ip) throws SocketException {
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.ofLiteral(ip))) {
            return probe.getLocalPort();
        }
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.call(task).get();
    }

    private void await(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            call(() -> null);
        }
    }
}
