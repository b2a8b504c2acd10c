// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;

/** An IPCP that uses a flow: writes down what it is told. */
class Recorder implements FlowUser {
    final List<String> told = new ArrayList<>();
    int received;

    @Override
    public void receive(Packet packet) {
        received++;
        packet.release();
    }

    @Override
    public void writableAgain() {
        told.add("writable");
    }

    @Override
    public void down(String reason) {
        told.add("down: " + reason);
    }

    @Override
    public void up() {
        told.add("up");
    }

    @Override
    public void deallocated() {
        told.add("deallocated");
    }

    @Override
    public void peerDead() {
        told.add("dead");
    }
}
