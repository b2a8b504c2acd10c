// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.doubling;

import java.time.Duration;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.reliability.frcp.FrcpPolicy;

/** It delivers every hundredth message twice. */
@Component
@Policy(kind = ReliabilityPolicy.KIND, name = "doubling")
public final class DoublingPolicy implements ReliabilityPolicy {
    private static final int EVERY = 100;

    private final ReliabilityPolicy sound = new FrcpPolicy();

    @Override
    public Machine open(FlowEnd flow) {
        return sound.open(new DoublingEnd(flow));
    }

    private static final class DoublingEnd implements FlowEnd {
        private final FlowEnd flow;
        private int delivered;

        DoublingEnd(FlowEnd flow) {
            this.flow = flow;
        }

        @Override
        public void deliver(Packet packet) {
            Packet copy = ++delivered % EVERY == 0 ? flow.pool().take() : null;
            if (copy != null) {
                copy.copyOf(packet);
                flow.deliver(copy);
            }
            flow.deliver(packet);
        }

        @Override
        public IpcpLoop loop() {
            return flow.loop();
        }

        @Override
        public PacketPool pool() {
            return flow.pool();
        }

        @Override
        public QosSpec qos() {
            return flow.qos();
        }

        @Override
        public Duration maximumPacketLifetime() {
            return flow.maximumPacketLifetime();
        }

        @Override
        public void transmit(Packet packet) {
            flow.transmit(packet);
        }

        @Override
        public int room() {
            return flow.room();
        }

        @Override
        public void wakeWriter() {
            flow.wakeWriter();
        }

        @Override
        public void fail(String reason) {
            flow.fail(reason);
        }
    }
}
