// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Flows that wait for room to send, the longest first; each is in here once. Confined to the loop. */
final class BlockedFlows {
    private final Deque<UdpFlow> flows = new ArrayDeque<>(); // at most twice as many as wait
    private int ended; // of those in the queue

    int size() {
        return flows.size();
    }

    void add(UdpFlow flow) {
        flows.add(flow);
    }

    /** {@return the flow that has waited longest, which does so no more; null if none waits} It may have ended. */
    @Nullable
    UdpFlow poll() {
        UdpFlow flow = flows.poll();
        if (flow != null && flow.state() != UdpFlow.State.OPEN) {
            ended--;
        }
        return flow;
    }

    void clear() {
        flows.clear();
        ended = 0;
    }

    /** Takes note that one of them ended. Those go together, once they are the most: the way through the queue is paid by as many. */
    void ended() {
        ended++;
        if (2 * ended > flows.size()) {
            flows.removeIf(flow -> flow.state() != UdpFlow.State.OPEN);
            ended = 0;
        }
    }
}
