// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;

/**
 * Calls the users of one IPCP, one at a time. A packet is delivered within the call that sends it, unless another delivery of
 * this IPCP is under way further up the stack: then its end waits for a turn on the loop. Confined to that loop.
 */
final class Delivery {
    /** Turns in one task of the loop, so that flows that keep each other busy leave the loop to others. */
    private static final int TURNS = 64;

    private final IpcpLoop loop;
    private final Runnable task = this::run;

    /** Ends that wait for a turn; each is in here once. */
    private final Deque<LocalFlow> waiting = new ArrayDeque<>();

    private boolean underWay;
    private boolean scheduled;

    Delivery(IpcpLoop loop) {
        this.loop = loop;
    }

    /** {@return whether a user can be called now} */
    boolean idle() {
        return !underWay;
    }

    /** Delivers a packet now; only while {@link #idle()}. */
    void deliver(LocalFlow to, Packet packet) {
        underWay = true;
        try {
            to.user().receive(packet);
        } finally {
            underWay = false;
        }
    }

    /** Gives an end a turn later on; it is not waiting for one yet. */
    void await(LocalFlow end) {
        waiting.add(end);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.execute(task);
        }
    }

    private void run() {
        underWay = true;
        try {
            for (int turn = 0; turn < TURNS; turn++) {
                LocalFlow end = waiting.poll();
                if (end == null) {
                    return;
                }
                end.turn();
            }
        } finally {
            underWay = false;
            scheduled = false;
            if (!waiting.isEmpty()) {
                schedule();
            }
        }
    }
}
