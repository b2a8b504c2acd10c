// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** One of the two at the ends of a flow: sends numbers, and notes what it is told. Confined to the loop, but for its notes. */
final class Party implements FlowUser {
    private final PacketPool pool;
    private final List<Long> received = new CopyOnWriteArrayList<>();
    private final List<Integer> lengths = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private LongConsumer onReceive = number -> {};
    private @Nullable LayerFlow flow;
    private boolean continues;
    private long sent;

    Party(PacketPool pool) {
        this.pool = pool;
    }

    Party with(LayerFlow end) {
        flow = end;
        return this;
    }

    /** Has something done with each number that arrives. */
    Party onReceive(LongConsumer action) {
        onReceive = action;
        return this;
    }

    /** Has flows take up where earlier ones to the same name ended. */
    void continuing() {
        continues = true;
    }

    LayerFlow flow() {
        return Objects.requireNonNull(flow);
    }

    /** {@return the numbers that arrived so far} */
    List<Long> received() {
        return new ArrayList<>(received);
    }

    /** {@return the lengths of the packets that arrived so far} */
    List<Integer> lengths() {
        return new ArrayList<>(lengths);
    }

    /** {@return what else it was told so far} */
    List<String> told() {
        return new ArrayList<>(told);
    }

    /** Sends 0, 1, 2 and so on. */
    void sendNext() {
        sendNext(Long.BYTES);
    }

    void sendNext(int bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.append(bytes);
        if (bytes >= Long.BYTES) {
            packet.segment().set(JAVA_LONG_UNALIGNED, packet.offset(), sent++);
        }
        flow().send(packet);
    }

    @Override
    public void receive(Packet packet) {
        int length = packet.length();
        long number = length >= Long.BYTES ? packet.segment().get(JAVA_LONG_UNALIGNED, packet.offset()) : -1;
        boolean headroom = packet.headroom() >= PacketPool.HEADROOM;
        packet.release();
        lengths.add(length);
        received.add(headroom ? number : Long.MIN_VALUE);
        onReceive.accept(number);
    }

    @Override
    public void writableAgain() {
        told.add("writable");
    }

    @Override
    public void carriedBy(LayerFlow successor) {
        flow = successor;
    }

    @Override
    public void down(String reason) {
        told.add("down");
    }

    @Override
    public void up() {
        told.add("up");
    }

    @Override
    public boolean continues() {
        return continues;
    }

    @Override
    public void deallocated() {
        told.add("deallocated");
    }
}
