// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy.Directory;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** The directories of the members of one layer, on virtual time, and what carries their messages. */
final class DirectoryNetwork {
    private static final HashAlgorithm HASH = HashAlgorithm.SHA3_256;
    private static final long DELAY_NS = 5_000_000;

    /** How long members have to get to know each other, or a name to spread. */
    static final Duration A_WHILE = Duration.ofSeconds(30);

    /** How long a query may take. */
    static final Duration LONGEST_QUERY = Duration.ofMinutes(2);

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final Packets packets = new Packets();
    private final Map<Long, Member> members = new LinkedHashMap<>();

    /** {@return the network of so many members that use a policy} */
    static DirectoryNetwork of(DirectoryPolicy policy, int count) {
        DirectoryNetwork network = new DirectoryNetwork();
        for (int number = 0; number < count; number++) {
            network.join(policy);
            network.loop.runFor(Duration.ofSeconds(1));
        }
        network.pass();
        return network;
    }

    static NameHash hashOf(String name) {
        return NameHash.of(name, HASH);
    }

    private void join(DirectoryPolicy policy) {
        long peer = members.isEmpty() ? 0 : members.keySet().iterator().next();
        long address = 0x1_0000L + members.size();
        Member member = new Member(address, peer);
        members.put(address, member);
        member.open(policy, DirectoryState.empty());
        List.copyOf(members.values()).forEach(other -> other.directory().routesChanged());
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    /** Lets a while pass. */
    void pass() {
        loop.runFor(A_WHILE);
    }

    Packet packet(byte[] bytes) {
        return packets.of(bytes);
    }

    /** Closes all directories, and requires that nothing is left of them. */
    void end() {
        members().forEach(member -> {
            Directory directory = member.directory();
            members.remove(member.address);
            directory.close();
            directory.close(); // which is idempotent
        });
        pass();
        packets.requireAllBack();
    }

    /** A member, and its IPCP as far as the directory sees it. */
    final class Member implements DirectoryHost {
        private final long address;
        private final long peer;
        private final List<Directory> opened = new ArrayList<>(); // the last of them is in use

        private Member(long address, long peer) {
            this.address = address;
            this.peer = peer;
        }

        void open(DirectoryPolicy policy, DirectoryState start) {
            opened.add(Broken.unlessNull(policy.open(this, start), "open()"));
        }

        Directory directory() {
            return opened.getLast();
        }

        /** Has another policy go on from where the one in use is. */
        DirectoryState handOver(DirectoryPolicy policy) {
            DirectoryState state = state();
            directory().close();
            open(policy, state);
            return state;
        }

        DirectoryState state() {
            return Broken.unlessNull(directory().state(), "state()");
        }

        void register(String name) {
            directory().register(hashOf(name));
        }

        /** {@return what a query finds, which must come in time} */
        List<Long> query(String name) {
            var asked = Broken.unlessNull(directory().query(hashOf(name)), "query()");
            Broken.unless(
                    loop.runUntil(asked::isDone, LONGEST_QUERY),
                    "does not answer a query within " + LONGEST_QUERY.toSeconds() + " s");
            return asked.join();
        }

        @Override
        public String ipcp() {
            return "member " + address;
        }

        @Override
        public IpcpLoop loop() {
            return loop;
        }

        @Override
        public PacketPool pool() {
            return packets.pool();
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        public HashAlgorithm hash() {
            return HASH;
        }

        @Override
        public DirectoryParameters parameters() {
            return new DirectoryParameters(
                    3, 8, Duration.ofDays(1), Duration.ofMinutes(15), Duration.ofMinutes(15), peer);
        }

        @Override
        public boolean reaches(long other) {
            return other != address && members.containsKey(other);
        }

        @Override
        public List<Long> members() {
            return members.keySet().stream().filter(other -> other != address).toList();
        }

        @Override
        public void send(long to, Packet message) {
            loop.at(DELAY_NS, () -> {
                Member there = members.get(to);
                if (there == null) {
                    message.release();
                } else {
                    there.directory().receive(message);
                }
            });
        }
    }
}
