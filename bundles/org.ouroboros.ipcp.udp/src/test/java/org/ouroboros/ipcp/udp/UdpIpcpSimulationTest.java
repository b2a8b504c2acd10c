// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Wire.Fate;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.NameHash;

/** Bad networks, hostile ones, and large ones. The same seed gives the same run. */
class UdpIpcpSimulationTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int ALLOCATIONS = SOAK ? 20_000 : 200;
    private static final int DATAGRAMS = SOAK ? 10_000_000 : 100_000;
    private static final int SYSTEMS = 100;

    static LongStream seeds() {
        return LongStream.range(0, SOAK ? 50 : 5);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyAllocationEndsAndNothingIsLeftWhateverTheNetworkDoes(long seed) {
        TestLayer layer = new TestLayer(seed);
        SplittableRandom random = new SplittableRandom(seed);
        layer.wire.fates(seed, Fate.PASS, Fate.PASS, Fate.PASS, Fate.LOSE, Fate.DUPLICATE, Fate.MUTATE, Fate.CUT);
        List<LayerFlow> accepted = new ArrayList<>();
        layer.hostB.decide(arrival -> {
            accepted.add(arrival.flow());
            return CompletableFuture.completedFuture(new Allocation.Acceptance(
                    new Party(layer.pool).with(arrival.flow()), new byte[random.nextInt(50)]));
        });
        List<CompletableFuture<Allocation.Reply>> replies = new ArrayList<>();
        for (int i = 0; i < ALLOCATIONS; i++) {
            layer.loop.at(TimeUnit.SECONDS.toNanos(2L * i), () -> {
                CompletableFuture<Allocation.Reply> reply = layer.allocate();
                replies.add(reply);
                reply.whenComplete((done, failure) -> {
                    if (done != null) {
                        Party client = new Party(layer.pool).with(done.flow());
                        client.sendNext(random.nextInt(8, 1_000));
                        done.flow().deallocate();
                    }
                });
            });
            // a peer that hears no more of a flow gives it up
            layer.loop.at(TimeUnit.SECONDS.toNanos(2L * i + 40), () -> {
                while (accepted.size() > 20) {
                    accepted.removeFirst().deallocate();
                }
            });
        }
        layer.loop.run();
        assertEquals(ALLOCATIONS, replies.size());
        assertTrue(replies.stream().allMatch(CompletableFuture::isDone));
        assertTrue(replies.stream().anyMatch(reply -> !reply.isCompletedExceptionally()));
        accepted.forEach(LayerFlow::deallocate);
        assertEmpty(layer.a);
        assertEmpty(layer.b);
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void hostileDatagramsDisturbNoFlowAndLeaveNothingBehind() {
        TestLayer layer = new TestLayer(7);
        layer.connect();
        TestLayer.Stranger stranger = layer.stranger("192.0.2.66");
        SplittableRandom random = new SplittableRandom(7);
        Membership member = TestLayer.member(layer.b);
        int most = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            stranger.send(hostile(random), TestLayer.B);
            if (i % 64 == 63) {
                layer.client.sendNext();
                layer.loop.run();
                most = Math.max(most, member.flows().size());
            }
        }
        layer.loop.run();
        assertEquals(
                LongStream.range(0, DATAGRAMS / 64).boxed().toList(),
                layer.server.received(),
                "what the client sent, and nothing else");
        assertTrue(most <= TestLayer.LIMITS.flows());
        assertEquals(layer.count(layer.b, Count.RECEIVED), accountedFor(layer));
        layer.hostB.arrivals().forEach(arrival -> arrival.flow().deallocate());
        assertEmpty(layer.b);
        assertEquals(0, layer.pool.outstanding());
    }

    /** {@return datagrams that became something, or were counted as dropped} */
    private static long accountedFor(TestLayer layer) {
        long dropped = Arrays.stream(Count.values())
                .filter(count -> count != Count.RECEIVED && count != Count.SENT && count != Count.REQUESTS)
                .mapToLong(count -> layer.count(layer.b, count))
                .sum();
        return dropped + layer.server.received().size();
    }

    @Test
    void aHundredSystemsReachEachOther() {
        SimulatedLoop loop = new SimulatedLoop(11);
        PacketPool pool = new PacketPool(16 << 20);
        Udp4IpcpType type = new Udp4IpcpType();
        List<TestHost> hosts = new ArrayList<>();
        List<Ipcp> ipcps = new ArrayList<>();
        for (int i = 0; i < SYSTEMS; i++) {
            TestHost host = new TestHost("ipcp-" + i, loop, pool);
            for (int peer = 0; peer < SYSTEMS; peer++) {
                host.peer("system-" + peer, ip(peer), OptionalInt.empty());
            }
            Ipcp ipcp = type.create(host);
            loop.await(ipcp.bootstrap(new LayerConfig("net", Map.of("ip", ip(i)))));
            host.accept(new Party(pool));
            hosts.add(host);
            ipcps.add(ipcp);
        }
        for (int i = 0; i < SYSTEMS; i++) {
            for (int peer = 0; peer < SYSTEMS; peer++) {
                NameHash name = NameHash.of("system-" + peer, HashAlgorithm.MD5);
                loop.await(ipcps.get(i).allocate(new Allocation(name, QosSpec.RAW, new byte[0], new Party(pool))));
            }
        }
        hosts.forEach(host -> assertEquals(SYSTEMS, host.arrivals().size()));
        ipcps.forEach(Ipcp::close);
        loop.run();
        assertEquals(0, pool.outstanding());
    }

    private static String ip(int system) {
        return "10.0." + system / 200 + "." + (system % 200 + 1);
    }

    private static byte[] hostile(SplittableRandom random) {
        byte[] bytes;
        if (random.nextInt(4) == 0) {
            bytes = new byte[random.nextInt(Slots.LONGEST + 1)];
            random.nextBytes(bytes);
        } else {
            bytes = Vectors.read(Vectors.ALL.get(random.nextInt(Vectors.ALL.size())));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    private static void assertEmpty(UdpIpcp ipcp) {
        Membership member = TestLayer.member(ipcp);
        assertEquals(0, member.flows().size());
        assertEquals(0, member.paths().size());
        assertEquals(0, member.requests().size());
        assertEquals(0, member.arrivals().size());
    }
}
