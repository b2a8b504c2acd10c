// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** AES-GCM, on packets that the prototype sealed. */
class AesGcmTest {
    private static final byte[] KEY =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final byte[] MESSAGE = HexFormat.of().parseHex("6f377320706c61696e7465787420303030");

    private final PacketPool pool = new PacketPool(1 << 20);

    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of(
                        new Aes128GcmPolicy(),
                        "75b7c48f500b0974fb30e010922a81407abdd3a789a7137e7a2b17cc5e669be6ca0ea75272f8feb551e39e2eb7"),
                Arguments.of(
                        new Aes192GcmPolicy(),
                        "180b04cd550c487dffd1e593af3b639e122d613de7caf432bf93f000d57f01cbbcdc69acfbbd8b4c2df5f1c382"),
                Arguments.of(
                        new Aes256GcmPolicy(),
                        "7cebeee4d6c68a0c75182b5576281247d1a6220d04e3e4297c324932a0f840876c98f516c3afd45734d2173a2d"));
    }

    @AfterEach
    void noPacketIsMissing() {
        assertEquals(0, pool.outstanding());
    }

    @ParameterizedTest
    @MethodSource("packets")
    void packetIsOpenedAndReproduced(EncryptionPolicy policy, String sealed) {
        byte[] expected = HexFormat.of().parseHex(sealed);
        try (EncryptionPolicy.Sealer sealer = policy.open(KEY.clone())) {
            for (int round = 0; round < 3; round++) {
                Packet packet = packet(expected);
                assertTrue(sealer.open(packet));
                assertArrayEquals(MESSAGE, bytes(packet));
            }
            int ivBytes = policy.traits().ivBytes();
            Packet packet = packet(ByteBuffer.allocate(ivBytes + MESSAGE.length)
                    .put(expected, 0, ivBytes)
                    .put(MESSAGE)
                    .array());
            sealer.seal(packet);
            assertArrayEquals(expected, bytes(packet));
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aForgedPacketIsLeftAsItIs(EncryptionPolicy policy, String sealed) {
        try (EncryptionPolicy.Sealer sealer = policy.open(KEY.clone())) {
            for (int bit = 0; bit < sealed.length() * 4; bit++) {
                byte[] forged = HexFormat.of().parseHex(sealed);
                forged[bit / 8] ^= (byte) (1 << (bit % 8));
                Packet packet = packet(forged);
                assertFalse(sealer.open(packet));
                assertArrayEquals(forged, bytes(packet));
            }
        }
    }

    @Test
    void onceItIsClosedNothingIsSealedOrOpened() {
        EncryptionPolicy.Sealer sealer = new Aes256GcmPolicy().open(KEY.clone());
        Packet packet = packet(new byte[40]);
        sealer.seal(packet);
        assertTrue(sealer.open(packet));
        sealer.close();
        sealer.close();
        assertThrows(IllegalStateException.class, () -> sealer.seal(packet));
        assertThrows(IllegalStateException.class, () -> sealer.open(packet));
        packet.release();
    }

    private Packet packet(byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
        packet.release();
        return bytes;
    }
}
