// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.ipcp.HashAlgorithm;

/** Carries messages between the members of one layer, on virtual time: it delays them, loses some, and forgets those to who is not there. */
final class MessageNetwork {
    static final DirectoryParameters DEFAULTS =
            new DirectoryParameters(3, 8, Duration.ofDays(1), Duration.ofMinutes(15), Duration.ofMinutes(15), 0);

    final SimulatedLoop loop;
    final PacketPool pool = new PacketPool(64 << 20);
    final SplittableRandom random;
    HashAlgorithm hash = HashAlgorithm.SHA3_256;
    double loss;
    long shortestNs = 1_000_000;
    long longestNs = 40_000_000;
    long sent;

    private final Map<Long, Consumer<Packet>> present = new LinkedHashMap<>();
    private final Set<Long> routed = new HashSet<>();
    private final Map<Long, TestMember> members = new LinkedHashMap<>();

    MessageNetwork(long seed) {
        loop = new SimulatedLoop(seed);
        random = new SplittableRandom(seed);
    }

    /** {@return a new address} */
    long newAddress() {
        long address;
        do {
            address = random.nextLong(1, 1L << 32);
        } while (routed.contains(address));
        return address;
    }

    /** Adds a member of ours that joins by another one. */
    TestMember join(long peer) {
        return join(peer, DEFAULTS);
    }

    TestMember join(long peer, DirectoryParameters parameters) {
        TestMember member = new TestMember(this, newAddress(), withPeer(parameters, peer));
        members.put(member.address(), member);
        member.start();
        return member;
    }

    /** Adds members of ours one after the other, each by one that is there. */
    List<TestMember> grow(int count) {
        List<TestMember> grown = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Long> there = List.copyOf(present.keySet());
            grown.add(join(there.isEmpty() ? 0 : there.get(random.nextInt(there.size()))));
            loop.runFor(Duration.ofMillis(200));
        }
        return grown;
    }

    void attach(long address, Consumer<Packet> receiver) {
        present.put(address, receiver);
        routed.add(address);
    }

    /** Has a member go without a word. */
    void detach(long address) {
        present.remove(address);
        members.remove(address);
    }

    /** Has routing notice, or forget, that a member is there. */
    void route(long address, boolean exists) {
        if (exists ? routed.add(address) : routed.remove(address)) {
            List.copyOf(members.values()).forEach(member -> member.directory().routesChanged());
        }
    }

    boolean reaches(long address) {
        return routed.contains(address);
    }

    List<Long> routed() {
        return List.copyOf(routed);
    }

    void send(long to, Packet message) {
        sent++;
        if (random.nextDouble() < loss) {
            message.release();
            return;
        }
        loop.at(random.nextLong(shortestNs, longestNs + 1), () -> {
            Consumer<Packet> receiver = present.get(to);
            if (receiver == null) {
                message.release();
            } else {
                receiver.accept(message);
            }
        });
    }

    /** {@return a packet with a message} */
    Packet packet(DhtFormat format, DhtMessage message) {
        return packet(DhtFormatTest.write(format, message));
    }

    Packet packet(byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take(), "pool exhausted");
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    /** Ends the directories of all members, and checks that nobody kept a packet. */
    void end() {
        List.copyOf(members.values()).forEach(TestMember::leave);
        present.clear();
        loop.runFor(Duration.ofSeconds(1));
        assertEquals(0, pool.outstanding());
    }

    static DirectoryParameters withPeer(DirectoryParameters parameters, long peer) {
        return new DirectoryParameters(
                parameters.alpha(),
                parameters.replicas(),
                parameters.expiry(),
                parameters.refresh(),
                parameters.replication(),
                peer);
    }
}
