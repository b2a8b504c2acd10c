// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.irm.SecuredSystems.Ends;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;

/** Flows that last for several keys, a new one for each 2<sup>20</sup> packets, over a link that loses, doubles and mixes up packets. */
class KeyRotationTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int ROTATIONS = 3;
    private static final int MESSAGE_BYTES = 16;
    private static final long MORE = 10_000;
    private static final Map<String, String> BAD_LINK =
            Map.of("loss", "0.08", "duplicate", "0.03", "reorder", "0.1", "delay_ms", "1", "seed", "3");

    @TempDir
    private Path folder;

    /** Counts how often the phase bit of what the client sends changes: once for each key. Packets are seen as they are sent. */
    private static final class Phases {
        private final int shortest; // of a packet of the client; those of the server have no payload
        private boolean phase;
        private int changes;

        Phases(int shortest) {
            this.shortest = shortest;
        }

        void see(Packet packet) {
            if (packet.length() >= shortest) {
                boolean next = packet.segment().get(ValueLayout.JAVA_BYTE, packet.offset()) < 0;
                changes += next == phase ? 0 : 1;
                phase = next;
            }
        }
    }

    static Stream<String> ciphers() {
        return SOAK ? SecuredSystems.CIPHERS.keySet().stream() : Stream.of("aes-128-ctr", "aes-256-gcm");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ciphers")
    void aReliableFlowLosesNothingAcrossThreeKeys(String cipher) throws IOException {
        SecuredSystems systems = systems(cipher);
        Ends ends = systems.connect(QosSpec.DATA);
        Phases phases = watch(systems, cipher);
        Transfer transfer = transfer(systems, ends).start();
        assertTrue(
                systems.loop.runUntil(() -> phases.changes == ROTATIONS, Duration.ofDays(1)),
                "stalled at " + transfer.received());
        long before = transfer.received();
        assertTrue(systems.loop.runUntil(() -> transfer.received() > before + MORE));
        transfer.end();
        assertTrue(systems.loop.runUntil(transfer::done), "stalled at " + transfer.received());
        finish(systems, ends);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ciphers")
    void aFlowInOrderGoesOnAcrossThreeKeysThoughItsEndsCountDifferently(String cipher) throws IOException {
        SecuredSystems systems = systems(cipher);
        Ends ends = systems.connect(QosSpec.BEST_EFFORT);
        Phases phases = watch(systems, cipher);
        Transfer transfer = transfer(systems, ends).lossy().start();
        assertTrue(
                systems.loop.runUntil(() -> phases.changes == ROTATIONS, Duration.ofDays(1)),
                "stalled at " + transfer.received());
        long sent = transfer.written();
        long before = transfer.received();
        assertTrue(before > sent * 3 / 4, before + " of " + sent);
        assertTrue(systems.loop.runUntil(() -> transfer.written() > sent + MORE));
        assertTrue(transfer.received() - before > MORE / 2, transfer.received() - before + " of the last " + MORE);
        transfer.end();
        systems.loop.runFor(Duration.ofSeconds(1));
        finish(systems, ends);
    }

    private SecuredSystems systems(String cipher) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 2, BAD_LINK);
        systems.encrypt("kex=X25519\ncipher=" + cipher, "kex=X25519\ncipher=" + cipher);
        return systems;
    }

    private static Phases watch(SecuredSystems systems, String cipher) {
        CipherTraits traits =
                Objects.requireNonNull(SecuredSystems.CIPHERS.get(cipher)).traits();
        Phases phases = new Phases(traits.ivBytes() + 12 + MESSAGE_BYTES + traits.tagBytes());
        systems.wires.tap = phases::see;
        return phases;
    }

    private static Transfer transfer(SecuredSystems systems, Ends ends) {
        return new Transfer(systems.loop, ends.client(), ends.server(), Long.MAX_VALUE, MESSAGE_BYTES);
    }

    private static void finish(SecuredSystems systems, Ends ends) {
        ends.deallocate();
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.outstanding(), "packets");
    }
}
