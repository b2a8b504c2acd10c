// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** One end of the simplest layer: a packet is at the other end before the call that sends it returns. Confined to the loop. */
final class Wire implements LayerFlow {
    private final FlowUser otherUser;
    private boolean released;
    private Wire other = this;

    private Wire(FlowUser otherUser) {
        this.otherUser = otherUser;
    }

    /** Puts both ends under two endpoints. */
    static void connect(LayerEndpoint first, LayerEndpoint second) {
        Wire one = new Wire(second);
        Wire two = new Wire(first);
        one.other = two;
        two.other = one;
        first.attach(one);
        second.attach(two);
    }

    @Override
    public void send(Packet packet) {
        if (released || other.released) {
            packet.release();
        } else {
            otherUser.receive(packet);
        }
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public int largestPacket() {
        return 1_500;
    }

    @Override
    public void deallocate() {
        if (!released) {
            released = true;
            if (!other.released) {
                otherUser.deallocated();
            }
        }
    }
}
