// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;
import org.ouroboros.policy.scheduling.SchedulingState;

/**
 * A data-transfer connection to a neighbour, with the packets that wait for its N-1 flow: a queue for each QoS cube. Confined to the
 * loop.
 */
final class Hop {
    /** QoS cubes that there are (network specification, section 1.4). */
    static final int CUBES = 3;

    /** Packets that wait at most (section 7.1). */
    static final int MOST_QUEUED = 1_024;

    private final Connection connection;
    private final LayerFlow flow;
    private final int headroom; // the same for the life of the flow
    private final Health health;
    private final PacketQueue[] queues = {new PacketQueue(), new PacketQueue(), new PacketQueue()};
    private Scheduler scheduler = FirstInFirstOut.ORDER;
    private int queued;
    private int waiting; // bit c: cube c has packets
    private long arrivals;
    private long chosen;

    /**
     * Makes a connection on which nothing waits.
     *
     * @param health counts how often a scheduler chose badly
     */
    Hop(Connection connection, Health health) {
        this.connection = connection;
        this.health = health;
        this.flow = connection.flow();
        this.headroom = flow.headroom();
    }

    Connection connection() {
        return connection;
    }

    boolean isUp() {
        return connection.isUp();
    }

    /** {@return packets that wait} */
    int queued() {
        return queued;
    }

    /** {@return whether a packet that is sent now leaves now} */
    boolean writable() {
        return queued == 0 && flow.writable();
    }

    int headroom() {
        return headroom;
    }

    int largestPacket() {
        return flow.largestPacket();
    }

    /** Puts another scheduler in use; {@return the one before, to be closed} */
    Scheduler schedule(Scheduler next) {
        Scheduler before = scheduler;
        scheduler = next;
        return before;
    }

    /** {@return from where a successor of the scheduler goes on; {@code otherwise} if it does not say} */
    SchedulingState schedulingState(SchedulingState otherwise) {
        try {
            return scheduler.state();
        } catch (RuntimeException | Error failure) {
            health.violation("does not say its state", failure);
            return otherwise;
        }
    }

    /** {@return how often a scheduler chose} */
    long chosen() {
        return chosen;
    }

    /** Sends a packet, now or later; {@return false if there is no room for it, and then it is the caller's} */
    boolean send(Packet packet, int cube) {
        if (writable()) {
            flow.send(packet);
            return true;
        }
        if (queued == MOST_QUEUED) {
            return false;
        }
        int queue = cube < CUBES ? cube : 0;
        queues[queue].add(packet, arrivals++);
        waiting |= 1 << queue;
        queued++;
        return true;
    }

    /** Sends what waits, as far as the flow takes it. */
    void drain() {
        while (queued > 0 && flow.writable()) {
            Packet packet = take(next());
            if (packet != null) {
                flow.send(packet);
            }
        }
    }

    /** Takes all packets that wait, in the order in which they would have left. */
    List<Packet> takeAll() {
        List<Packet> taken = new ArrayList<>(queued);
        while (queued > 0) {
            Packet packet = take(next());
            if (packet != null) {
                taken.add(packet);
            }
        }
        return taken;
    }

    /** Drops what waits; {@return how many packets that were} */
    int clear() {
        int dropped = 0;
        for (int cube = 0; cube < CUBES; cube++) {
            for (Packet packet = take(cube); packet != null; packet = take(cube)) {
                packet.release();
                dropped++;
            }
        }
        return dropped;
    }

    private @Nullable Packet take(int cube) {
        Packet packet = queues[cube].poll();
        if (packet != null) {
            queued--;
        }
        if (queues[cube].isEmpty()) {
            waiting &= ~(1 << cube);
        }
        return packet;
    }

    private int next() {
        int cube = scheduler == FirstInFirstOut.ORDER ? -1 : choose();
        return cube >= 0 ? cube : oldest();
    }

    /** {@return what the scheduler chooses; -1 if it throws or nothing waits there, which must not cost packets} */
    private int choose() {
        chosen++;
        try {
            int cube = scheduler.next(waiting);
            if (cube >= 0 && cube < CUBES && !queues[cube].isEmpty()) {
                return cube;
            }
            health.violation("chose a cube of which no packet waits");
        } catch (RuntimeException | Error failure) {
            health.violation("failed", failure);
        }
        return -1;
    }

    private int oldest() {
        int oldest = -1;
        for (int cube = 0; cube < CUBES; cube++) {
            if (!queues[cube].isEmpty() && (oldest < 0 || queues[cube].firstNumber() < queues[oldest].firstNumber())) {
                oldest = cube;
            }
        }
        return oldest;
    }
}
