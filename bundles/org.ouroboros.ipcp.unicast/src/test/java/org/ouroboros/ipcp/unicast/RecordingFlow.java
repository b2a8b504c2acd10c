// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerFlow;

/** An N-1 flow that keeps what is sent on it. */
final class RecordingFlow implements LayerFlow {
    private final List<byte[]> sent = new ArrayList<>();
    private boolean writable = true;
    private boolean deallocated;

    /** {@return a connection of a component over a new flow of this kind} */
    static Connection connection(PacketPool pool, RecordingFlow flow, long address) {
        return connection(pool, flow, address, Optional.of("member" + address));
    }

    /** {@return a connection to a member of the C prototype} */
    static Connection prototype(PacketPool pool, RecordingFlow flow, long address) {
        return connection(pool, flow, address, Optional.empty());
    }

    private static Connection connection(PacketPool pool, RecordingFlow flow, long address, Optional<String> name) {
        Connection connection = new Connection(pool, Optional.empty(), false);
        connection.attach(flow);
        connection.introduced(address, name);
        return connection;
    }

    /** {@return what was sent since the latest call} */
    List<byte[]> sent() {
        List<byte[]> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    void writable(boolean now) {
        writable = now;
    }

    boolean isDeallocated() {
        return deallocated;
    }

    @Override
    public void send(Packet packet) {
        sent.add(Connection.bytes(packet));
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public int headroom() {
        return 4;
    }

    @Override
    public int largestPacket() {
        return 1_400;
    }

    @Override
    public void deallocate() {
        deallocated = true;
    }
}
