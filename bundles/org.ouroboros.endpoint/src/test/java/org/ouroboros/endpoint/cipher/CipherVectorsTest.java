// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.endpoint.vectors.VectorFile;
import org.ouroboros.endpoint.vectors.VectorFile.Line;
import org.ouroboros.endpoint.vectors.VectorFile.Section;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** Packets that the prototype encrypted. */
class CipherVectorsTest {
    private static final int PERIOD_BIT = 3;

    private final SimulatedLoop loop = new SimulatedLoop(5);
    private final Packets packets = new Packets();

    @AfterEach
    void noPacketIsMissing() {
        assertEquals(0, packets.outstanding());
    }

    static List<Section> ciphers() {
        return VectorFile.with(CipherVectorsTest.class, "ciphers.txt", "cipher");
    }

    static List<Section> flows() {
        return VectorFile.with(CipherVectorsTest.class, "encrypted-p256-aes256gcm.txt", "key");
    }

    @Test
    void allCiphersAreThere() {
        assertEquals(7, ciphers().size());
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void packetOfEachCipherIsOpenedAndReproduced(Section section) {
        EncryptionPolicy policy = Ciphers.named(section.text("cipher"));
        CipherTraits traits = policy.traits();
        assertEquals(section.text("cipher_nid"), String.valueOf(traits.number()));
        assertEquals(section.text("iv_len"), String.valueOf(traits.ivBytes()));
        assertEquals(section.text("tag_len"), String.valueOf(traits.tagBytes()));
        byte[] sealed = section.bytes("packet");
        byte[] plain = section.bytes("plaintext");

        try (FlowCipher cipher = new FlowCipher(policy, new KeyEpochs(section.bytes("key")), loop)) {
            Packet packet = packets.of(sealed);
            assertTrue(cipher.open(packet));
            assertArrayEquals(plain, packets.take(packet));
        }
        try (EncryptionPolicy.Sealer sealer = policy.open(section.bytes("key"))) {
            Packet packet = packets.of(ByteBuffer.allocate(traits.ivBytes() + plain.length)
                    .put(sealed, 0, traits.ivBytes())
                    .put(plain)
                    .array());
            sealer.seal(packet);
            assertArrayEquals(sealed, packets.take(packet));
        }
    }

    @ParameterizedTest
    @MethodSource("flows")
    void packetsOfTheFlowsAreOpened(Section flow) {
        KeyEpochs keys = new KeyEpochs(flow.bytes("key"));
        int opened = 0;
        try (FlowCipher cipher = new FlowCipher(Ciphers.named("aes-256-gcm"), keys, loop)) {
            for (Line line : flow.packets()) {
                Packet packet = packets.of(line.bytes());
                if (line.plain().isPresent()) {
                    assertTrue(cipher.open(packet), line.remark());
                    assertArrayEquals(line.plain().get(), packets.take(packet));
                    opened++;
                } else {
                    assertFalse(cipher.open(packet), line.remark());
                    assertArrayEquals(line.bytes(), packets.take(packet), "what is not genuine is left as it is");
                }
            }
        }
        assertTrue(opened >= 4, opened + " opened");
        assertEquals(0, keys.current().epoch(), "what is not genuine begins no epoch");
    }

    @Test
    void keysOfTheEpochsAreReproduced() {
        Section keys = VectorFile.with(CipherVectorsTest.class, "key-rotation.txt", "key_0")
                .getFirst();
        KeyEpochs epochs = new KeyEpochs(keys.bytes("key_0"), PERIOD_BIT);
        for (int epoch = 0; epoch <= 8; epoch++) {
            assertEquals(epoch, epochs.current().epoch());
            assertArrayEquals(keys.bytes("key_" + epoch), epochs.current().bytes());
            assertArrayEquals(epochs.next().bytes(), epochs.next().bytes());
            for (int packet = 0; packet < 1 << PERIOD_BIT; packet++) {
                epochs.sent();
            }
        }
    }

    static List<Section> rotations() {
        return VectorFile.read(CipherVectorsTest.class, "key-rotation.txt").stream()
                .filter(section -> !section.packets().isEmpty())
                .toList();
    }

    /** Plays both ends: what either sends has the phase and the key that the prototype's had, and what that sent is opened. */
    @ParameterizedTest
    @MethodSource("rotations")
    void keysAndPhasesFollowThePackets(Section section) {
        byte[] sessionKey = VectorFile.with(CipherVectorsTest.class, "key-rotation.txt", "key_0")
                .getFirst()
                .bytes("key_0");
        KeyEpochs keysOfA = new KeyEpochs(sessionKey, PERIOD_BIT);
        KeyEpochs keysOfB = new KeyEpochs(sessionKey, PERIOD_BIT);
        EncryptionPolicy policy = Ciphers.named("aes-256-gcm");
        try (FlowCipher a = new FlowCipher(policy, keysOfA, loop);
                FlowCipher b = new FlowCipher(policy, keysOfB, loop)) {
            for (Line line : section.packets()) {
                boolean fromA = line.direction().equals("A>B");
                KeyEpochs sender = fromA ? keysOfA : keysOfB;
                assertTrue(line.remark().contains("key=" + sender.current().epoch()), line.remark());
                Packet own = packets.of(new byte[] {1});
                (fromA ? a : b).seal(own);
                byte first = packets.take(own)[0];
                assertTrue(line.remark().contains("phase=" + (first < 0 ? 1 : 0)), line.remark());
                if (!line.remark().contains("lost")) {
                    Packet theirs = packets.of(line.bytes());
                    assertTrue((fromA ? b : a).open(theirs), line.remark());
                    packets.take(theirs);
                }
            }
        }
        assertTrue(Arrays.asList(1L, 2L, 3L, 4L).contains(keysOfB.current().epoch()));
    }
}
