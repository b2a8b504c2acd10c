// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * The library does what the prototype and the platform do, by the functions for all instructions that may be used here. Where it is not installed
 * there is nothing to test.
 */
@EnabledIf("org.ouroboros.encryption.ipsecmb.IpsecMbLibrary#isInstalled")
@ParameterizedClass
@EnumSource(Instructions.class)
class IpsecMbSealerTest {
    private static final byte[] KEY =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final byte[] MESSAGE = HexFormat.of().parseHex("6f377320706c61696e7465787420303030");
    private static final Map<Instructions, Variant> VARIANTS = new EnumMap<>(Instructions.class);
    private static final int LONGEST_MESSAGE =
            PacketPool.SLOT_BYTES - PacketPool.HEADROOM - Gcm.IV_BYTES - Gcm.TAG_BYTES;

    private final PacketPool pool = new PacketPool(1 << 20);
    private final SplittableRandom random = new SplittableRandom(1);
    private final Variant variant;

    IpsecMbSealerTest(Instructions instructions) {
        assumeTrue(Variant.mayBeUsed(instructions), "this machine does not have them");
        variant = VARIANTS.computeIfAbsent(instructions, Variant::new);
        assertEquals(instructions, variant.instructions());
    }

    static Stream<Arguments> packets() {
        return Stream.of(
                Arguments.of(
                        KeySize.BITS_128,
                        "75b7c48f500b0974fb30e010922a81407abdd3a789a7137e7a2b17cc5e669be6ca0ea75272f8feb551e39e2eb7"),
                Arguments.of(
                        KeySize.BITS_192,
                        "180b04cd550c487dffd1e593af3b639e122d613de7caf432bf93f000d57f01cbbcdc69acfbbd8b4c2df5f1c382"),
                Arguments.of(
                        KeySize.BITS_256,
                        "7cebeee4d6c68a0c75182b5576281247d1a6220d04e3e4297c324932a0f840876c98f516c3afd45734d2173a2d"));
    }

    @AfterEach
    void noPacketIsMissing() {
        assertEquals(0, pool.outstanding());
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aPacketOfThePrototypeIsOpenedAndReproduced(KeySize size, String sealed) {
        byte[] expected = HexFormat.of().parseHex(sealed);
        try (Sealer sealer = sealer(size)) {
            Packet packet = packet(expected);
            assertTrue(sealer.open(packet));
            assertArrayEquals(MESSAGE, bytes(packet));
            packet = packet(ByteBuffer.allocate(Gcm.IV_BYTES + MESSAGE.length)
                    .put(expected, 0, Gcm.IV_BYTES)
                    .put(MESSAGE)
                    .array());
            sealer.seal(packet);
            assertArrayEquals(expected, bytes(packet));
        }
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aForgedPacketIsLeftAsItIs(KeySize size, String sealed) {
        try (Sealer sealer = sealer(size)) {
            for (int bit = 0; bit < sealed.length() * 4; bit++) {
                byte[] forged = HexFormat.of().parseHex(sealed);
                forged[bit / 8] ^= (byte) (1 << (bit % 8));
                Packet packet = packet(forged);
                assertFalse(sealer.open(packet));
                assertArrayEquals(forged, bytes(packet));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(KeySize.class)
    void whatItSealsIsWhatThePlatformSealsAtEveryLength(KeySize size) throws GeneralSecurityException {
        Cipher platform = Cipher.getInstance("AES/GCM/NoPadding");
        SecretKeySpec key = new SecretKeySpec(KEY, 0, size.bytes(), "AES");
        try (Sealer sealer = sealer(size)) {
            for (int length = 0; length <= LONGEST_MESSAGE; length++) {
                byte[] plain = new byte[Gcm.IV_BYTES + length];
                random.nextBytes(plain);
                platform.init(
                        Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(Gcm.TAG_BYTES * 8, plain, 0, Gcm.IV_BYTES));
                byte[] expected = Arrays.copyOf(plain, plain.length + Gcm.TAG_BYTES);
                platform.doFinal(plain, Gcm.IV_BYTES, length, expected, Gcm.IV_BYTES);
                Packet packet = packet(plain);
                sealer.seal(packet);
                assertArrayEquals(expected, copy(packet));
                assertTrue(sealer.open(packet));
                assertArrayEquals(Arrays.copyOfRange(plain, Gcm.IV_BYTES, plain.length), bytes(packet));
                expected[random.nextInt(expected.length)] ^= 1;
                packet = packet(expected);
                assertFalse(sealer.open(packet));
                assertArrayEquals(expected, bytes(packet));
            }
        }
    }

    @Test
    void theFirstBytesOfTheSessionKeyAreTheKeyAndTheCallerMayWipeThem() {
        byte[] key = KEY.clone();
        byte[] sealed = HexFormat.of()
                .parseHex("75b7c48f500b0974fb30e010922a81407abdd3a789a7137e7a2b17cc5e669be6ca0ea75272f8feb551e39e2eb7");
        try (Sealer sealer = variant.sealer(KeySize.BITS_128, key)) {
            Arrays.fill(key, (byte) 0);
            Packet packet = packet(sealed);
            assertTrue(sealer.open(packet));
            packet.release();
        }
    }

    @Test
    void onceItIsClosedNothingIsSealedOrOpened() {
        Sealer sealer = sealer(KeySize.BITS_256);
        Packet packet = packet(new byte[40]);
        sealer.seal(packet);
        assertTrue(sealer.open(packet));
        sealer.close();
        sealer.close();
        assertThrows(IllegalStateException.class, () -> sealer.seal(packet));
        assertThrows(IllegalStateException.class, () -> sealer.open(packet));
        packet.release();
    }

    @Test
    void aPacketWithoutRoomForVectorAndTagIsRefused() {
        try (Sealer sealer = sealer(KeySize.BITS_256)) {
            for (int length = 0; length < Gcm.IV_BYTES + Gcm.TAG_BYTES; length++) {
                Packet packet = packet(new byte[length]);
                assertThrows(IndexOutOfBoundsException.class, () -> sealer.open(packet));
                packet.release();
            }
        }
    }

    private Sealer sealer(KeySize size) {
        return variant.sealer(size, KEY);
    }

    private Packet packet(byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = copy(packet);
        packet.release();
        return bytes;
    }

    private static byte[] copy(Packet packet) {
        return packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }
}
