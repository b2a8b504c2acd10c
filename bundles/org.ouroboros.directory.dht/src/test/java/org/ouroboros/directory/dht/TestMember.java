// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.List;
import java.util.Objects;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryPolicy.Directory;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** A member with a directory of ours, and its IPCP as far as the directory sees it. */
final class TestMember implements DirectoryHost {
    private final MessageNetwork network;
    private final long address;
    private final DirectoryParameters parameters;
    private Directory directory;

    /** Whether routing tells the directory who is there. */
    boolean tellsMembers;

    TestMember(MessageNetwork network, long address, DirectoryParameters parameters) {
        this.network = network;
        this.address = address;
        this.parameters = parameters;
        this.directory = new DhtPolicy().open(this, DirectoryState.empty());
    }

    void start() {
        network.attach(address, packet -> directory.receive(packet));
    }

    void leave() {
        network.detach(address);
        directory.close();
    }

    /** Has a successor go on from a state. */
    void resume(DirectoryState state) {
        directory.close();
        directory = new DhtPolicy().open(this, state);
    }

    Directory directory() {
        return directory;
    }

    void register(String name) {
        directory.register(NameHash.of(name, network.hash));
    }

    List<Long> query(String name) {
        return network.loop.await(directory.query(NameHash.of(name, network.hash)));
    }

    long count(String counter) {
        return Objects.requireNonNull(directory.counters().get(counter), counter);
    }

    @Override
    public String ipcp() {
        return "m" + address;
    }

    @Override
    public IpcpLoop loop() {
        return network.loop;
    }

    @Override
    public PacketPool pool() {
        return network.pool;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public HashAlgorithm hash() {
        return network.hash;
    }

    @Override
    public DirectoryParameters parameters() {
        return parameters;
    }

    @Override
    public boolean reaches(long member) {
        return member != address && network.reaches(member);
    }

    @Override
    public List<Long> members() {
        return tellsMembers ? network.routed() : List.of();
    }

    @Override
    public void send(long member, Packet message) {
        network.send(member, message);
    }
}
