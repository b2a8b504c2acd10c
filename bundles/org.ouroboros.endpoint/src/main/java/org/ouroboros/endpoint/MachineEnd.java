// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.function.Consumer;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/**
 * The end of a flow as its protocol machine sees it.
 *
 * @param towardsPeer takes what the machine sends, and owns it
 */
record MachineEnd(
        IpcpLoop loop,
        PacketPool pool,
        QosSpec qos,
        Duration maximumPacketLifetime,
        Protection.Host host,
        Consumer<Packet> towardsPeer)
        implements ReliabilityPolicy.FlowEnd {
    @Override
    public boolean peerIsOurs() {
        return host.peerIsOurs();
    }

    @Override
    public void transmit(Packet packet) {
        towardsPeer.accept(packet);
    }

    @Override
    public void deliver(Packet packet) {
        Protection.deliver(packet, host);
    }

    @Override
    public int room() {
        return host.room();
    }

    @Override
    public void wakeWriter() {
        host.progress();
    }

    @Override
    public void fail(String reason) {
        host.fail(reason);
    }
}
