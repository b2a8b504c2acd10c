// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.ouroboros.endpoint.Messages.assertSays;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;
import static org.ouroboros.endpoint.SimulatedSystem.reliable;
import static org.ouroboros.endpoint.SimulatedSystem.sealed;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.testing.LogCapture;

/** What becomes of a flow whose policies fail. */
class FailingPolicyTest extends ProtectedFlows {
    @Test
    void aCipherThatThrowsHasThePacketDroppedAndLeavesTheFlowAlone() {
        system.install(new FailingCipher());
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        try (LogCapture log = new LogCapture(Stage.class)) {
            ends.client().tryWrite(message("a"));
            ends.client().tryWrite(message("b"));
            system.loop.run();
            assertEquals(1, log.lines().size(), "one line, not one per packet");
        }
        assertEquals(2, ends.client().counters().dropped());
        assertEquals(FlowState.UP, ends.client().state());
        ends.deallocate();
    }

    @Test
    void aMachineThatThrowsTakesTheFlowDown() {
        system.install("broken", new BrokenMachine());
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("broken"));
        try (LogCapture log = new LogCapture(Stage.class)) {
            ends.client().tryWrite(message("a"));
            system.loop.run();
            assertEquals(1, log.lines().size());
        }
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("b")));
        assertSays("on purpose", down);
        link.recover();
        assertEquals(FlowState.DOWN, ends.client().state());
        ends.deallocate();
    }

    @Test
    void aMachineMayGiveTheFlowUp() {
        List<ReliabilityPolicy.FlowEnd> opened = new ArrayList<>();
        system.install("tired", flow -> {
            opened.add(flow);
            return new ToyPolicies.Ordered().open(flow);
        });
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("tired"));
        opened.forEach(flow -> flow.fail("no answer for 120 s"));
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("b")));
        assertSays("no answer for 120 s", down);
        ends.deallocate();
    }

    /** Throws on every packet. */
    private static final class FailingCipher implements EncryptionPolicy {
        @Override
        public CipherTraits traits() {
            return new CipherTraits(1, 1, 1, 1);
        }

        @Override
        public Sealer open(byte[] key) {
            return new Failing();
        }
    }

    private static final class Failing implements EncryptionPolicy.Sealer {

        @Override
        public void seal(Packet packet) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public boolean open(Packet packet) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void close() {}
    }

    /** Takes no packet without failing; gives back what it owns. */
    private static final class BrokenMachine implements ReliabilityPolicy {
        @Override
        public Machine open(FlowEnd flow) {
            return new Machine() {
                @Override
                public int headerBytes() {
                    return 0;
                }

                @Override
                public boolean writable() {
                    return true;
                }

                @Override
                public void write(Packet packet) {
                    packet.release();
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void receive(Packet packet) {
                    packet.release();
                }

                @Override
                public void close() {}
            };
        }
    }
}
