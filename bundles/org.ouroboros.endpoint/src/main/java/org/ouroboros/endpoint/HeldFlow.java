// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * Stands in for the flow of a layer while what carries it is being replaced. Who asks whether there is room waits; what is sent all the same,
 * such as acknowledgements, waits here, up to {@link #MOST_WAITING} packets. Confined to the loop.
 */
final class HeldFlow implements LayerFlow {
    /** Packets that wait at most, as long as the system has plenty. */
    static final int MOST_WAITING = 512;

    private enum Mark {
        UNCHANGED,
        DOWN,
        UP
    }

    private final PacketPool pool;
    private final int headroom;
    private final int largestPacket;
    private final Consumer<Packet> dropped;
    private final Queue<Packet> waiting = new ArrayDeque<>();
    private Mark mark = Mark.UNCHANGED;
    private boolean released;

    /**
     * Stands in for a flow from now on.
     *
     * @param dropped ends packets that cannot wait, or do not go on
     */
    HeldFlow(LayerFlow flow, PacketPool pool, Consumer<Packet> dropped) {
        this.pool = pool;
        this.headroom = flow.headroom();
        this.largestPacket = flow.largestPacket();
        this.dropped = dropped;
    }

    /** Goes on over another flow: what waits is sent, and that this end was marked or released is told. */
    void goOn(LayerFlow flow) {
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            flow.send(packet);
        }
        switch (mark) {
            case UNCHANGED -> {}
            case DOWN -> flow.markDown();
            case UP -> flow.markUp();
        }
        if (released) {
            flow.deallocate();
        }
    }

    /** Gives up: nothing is going to carry what waits. */
    void giveUp() {
        released = true;
        for (Packet packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            dropped.accept(packet);
        }
    }

    @Override
    public void send(Packet packet) {
        if (released || waiting.size() == MOST_WAITING || pool.scarce()) {
            dropped.accept(packet);
        } else {
            waiting.add(packet);
        }
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public int headroom() {
        return headroom;
    }

    @Override
    public int largestPacket() {
        return largestPacket;
    }

    @Override
    public void markDown() {
        mark = Mark.DOWN;
    }

    @Override
    public void markUp() {
        mark = Mark.UP;
    }

    /** What was sent before is sent first, as by any other flow. */
    @Override
    public void deallocate() {
        released = true;
    }
}
