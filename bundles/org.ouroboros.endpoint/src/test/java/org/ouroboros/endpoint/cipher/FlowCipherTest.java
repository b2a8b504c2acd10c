// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** Initialisation vectors, keys that change under way, and packets that are not genuine. */
class FlowCipherTest {
    private static final int PERIOD_BIT = 6;

    private final SimulatedLoop loop = new SimulatedLoop(6);
    private final Packets packets = new Packets();
    private final byte[] sessionKey = new byte[EncryptionPolicy.SESSION_KEY_BYTES];

    FlowCipherTest() {
        loop.secureRandom(sessionKey);
    }

    @AfterEach
    void noPacketIsMissing() {
        assertEquals(0, packets.outstanding());
    }

    static Stream<String> ciphers() {
        return Ciphers.ALL.keySet().stream().sorted();
    }

    static Stream<String> authenticating() {
        return ciphers().filter(name -> Ciphers.named(name).traits().authenticates());
    }

    /** An end of a flow, and what is under way from it to the other one. */
    private final class End implements AutoCloseable {
        final KeyEpochs keys;
        final TreeMap<Long, byte[]> underWay = new TreeMap<>(); // by when it arrives
        private FlowCipher cipher;

        End(String name) {
            this(name, sessionKey);
        }

        End(String name, byte[] key) {
            keys = new KeyEpochs(key, PERIOD_BIT);
            cipher = new FlowCipher(Ciphers.named(name), keys, loop);
        }

        byte[] seal(byte[] message) {
            Packet packet = packets.of(message);
            cipher.seal(packet);
            return packets.take(packet);
        }

        byte[] signal(boolean ofLeader) {
            Packet packet = packets.of(new byte[0]);
            cipher.sealSignal(packet, ofLeader);
            return packets.take(packet);
        }

        boolean hears(byte[] signal, boolean ofLeader) {
            Packet packet = packets.of(signal);
            boolean genuine = cipher.isSignal(packet, ofLeader);
            packet.release();
            return genuine;
        }

        /** Opens a packet; {@return what it holds, or what it was if it is not genuine} */
        byte[] open(byte[] sealed, boolean genuine) {
            Packet packet = packets.of(sealed);
            assertEquals(genuine, cipher.open(packet));
            return packets.take(packet);
        }

        /** Goes on with another instance of the policy, as after an update of its bundle. */
        void swap(String name) {
            FlowCipher successor = new FlowCipher(Ciphers.named(name), keys, loop);
            cipher.close();
            cipher = successor;
        }

        @Override
        public void close() {
            cipher.close();
            keys.wipe();
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void messagesOfEveryLengthAreHiddenAndOpened(String name) {
        SplittableRandom random = new SplittableRandom(3);
        try (End a = new End(name);
                End b = new End(name)) {
            for (int length = 1; length <= 1_700; length += 1 + random.nextInt(40)) {
                byte[] message = new byte[length];
                Arrays.fill(message, (byte) 'x');
                byte[] sealed = a.seal(message);
                assertEquals(length + a.cipher.headerBytes() + a.cipher.trailerBytes(), sealed.length);
                if (length >= 16) {
                    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("xxx"));
                }
                assertArrayEquals(message, b.open(sealed, true));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("authenticating")
    void aSignalIsThatOfOneEndAloneAndNoMessage(String name) {
        try (End a = new End(name);
                End b = new End(name)) {
            a.seal(new byte[] {1});
            byte[] signal = a.signal(true);
            assertEquals(a.cipher.headerBytes() + a.cipher.trailerBytes(), signal.length);
            assertTrue(b.hears(signal, true));
            assertFalse(b.hears(signal, false), "sent back");
            assertFalse(a.hears(b.seal(new byte[] {1}), false), "a message");
            b.open(signal, false);
            byte[] changed = signal.clone();
            changed[3] ^= 1;
            assertFalse(b.hears(changed, true));
            try (End other = new End(name, new byte[EncryptionPolicy.SESSION_KEY_BYTES])) {
                assertFalse(other.hears(signal, true), "of another flow");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void noTwoPacketsHaveTheSameVector(String name) {
        Set<String> vectors = new HashSet<>();
        try (End a = new End(name)) {
            for (int i = 0; i < 1_000; i++) {
                byte[] sealed = a.seal(new byte[] {1});
                vectors.add(Arrays.toString(Arrays.copyOf(sealed, a.cipher.headerBytes())));
            }
        }
        assertEquals(1_000, vectors.size());
    }

    @Test
    void theBitsOfVectorsAreEvenlySpreadButForThePhase() {
        int vectors = 4_000; // a fair coin is 8 deviations away from what is refused here
        int[] ones = new int[12 * Byte.SIZE];
        try (End a = new End("aes-256-gcm");
                End b = new End("aes-256-gcm")) {
            for (int i = 0; i < vectors; i++) {
                BitSet bits = BitSet.valueOf(Arrays.copyOf((i % 2 == 0 ? a : b).seal(new byte[] {1}), 12));
                bits.stream().forEach(bit -> ones[bit]++);
            }
            assertEquals(a.keys.current().epoch(), b.keys.current().epoch());
        }
        for (int bit = 0; bit < ones.length; bit++) {
            if (bit != Byte.SIZE - 1) {
                assertEquals(vectors / 2.0, ones[bit], 8 * Math.sqrt(vectors) / 2, "bit " + bit);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("authenticating")
    void aBitThatChangedOrAPieceThatIsMissingIsNoticed(String name) {
        SplittableRandom random = new SplittableRandom(4);
        try (End a = new End(name);
                End b = new End(name)) {
            for (int i = 0; i < 200; i++) {
                byte[] sealed = a.seal(new byte[1 + random.nextInt(100)]);
                byte[] changed = sealed.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                assertArrayEquals(changed, b.open(changed, false));
                b.open(Arrays.copyOf(sealed, random.nextInt(sealed.length)), false);
                b.open(sealed, true);
            }
            assertEquals(a.keys.current().epoch(), b.keys.current().epoch());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void flowGoesOnAcrossEpochsWithReorderingLossForgeriesAndSwaps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String name = List.of("aes-256-gcm", "chacha20-poly1305").get((int) (seed & 1));
        try (End a = new End(name);
                End b = new End(name)) {
            int opened = 0;
            for (int i = 0; a.keys.current().epoch() < 6; i++) {
                boolean fromA = random.nextInt(100) < (seed < 3 ? 50 : 95); // both ways, and mostly one way
                End sender = fromA ? a : b;
                byte[] sealed = sender.seal(new byte[] {(byte) i, (byte) (i >> 8)});
                if (random.nextInt(100) >= 20) {
                    sender.underWay.put(i * 16L + random.nextInt(16 * 12), sealed); // up to twelve places out of order
                }
                if (random.nextInt(100) == 0) {
                    sender.swap(name);
                }
                for (End end : List.of(a, b)) {
                    End other = end == a ? b : a;
                    while (!end.underWay.isEmpty() && end.underWay.firstKey() < i * 16L) {
                        if (random.nextInt(100) < 10) {
                            other.open(new byte[40], false);
                        }
                        other.open(end.underWay.pollFirstEntry().getValue(), true);
                        opened++;
                    }
                }
            }
            assertTrue(opened > 3 << PERIOD_BIT, opened + " opened");
            assertTrue(Math.abs(a.keys.current().epoch() - b.keys.current().epoch()) <= 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-128-ctr", "aes-256-ctr"})
    void cipherWithoutTagsFollowsThePhaseBit(String name) {
        try (End a = new End(name);
                End b = new End(name)) {
            byte[] late = {};
            for (int i = 0; a.keys.current().epoch() < 4; i++) {
                byte[] message = {(byte) i, (byte) (i >> 8)};
                byte[] sealed = a.seal(message);
                assertArrayEquals(message, b.open(sealed, true));
                if (i % (1 << PERIOD_BIT) == (1 << PERIOD_BIT) - 2) {
                    late = a.seal(new byte[] {'l', 'a', 't', 'e'}); // the last one of its epoch
                    i++;
                } else if (late.length > 0) {
                    assertArrayEquals(new byte[] {'l', 'a', 't', 'e'}, b.open(late, true));
                    late = new byte[0];
                }
            }
        }
    }

    @Test
    void anEpochIsForgottenHalfAnEpochLaterAndAtTheEndAllAre() {
        End a = new End("aes-256-gcm");
        KeyEpochs.Key first = a.keys.current();
        for (int i = 0; i < 1 << PERIOD_BIT; i++) {
            a.seal(new byte[] {1});
        }
        assertEquals(first, a.keys.previous());
        for (int i = 0; i < (1 << PERIOD_BIT) / 2; i++) {
            assertNotEquals(0, sum(first));
            a.seal(new byte[] {1});
        }
        assertEquals(0, sum(first), "wiped");
        KeyEpochs.Key second = a.keys.current();
        KeyEpochs.Key third = a.keys.next();
        a.close();
        assertEquals(0, sum(second) + sum(third), "wiped");
        assertFalse((second + "" + third).contains("["), "keys are not printed");
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void onceItIsClosedItDrawsNoVectors(String name) {
        FlowCipher cipher = new FlowCipher(Ciphers.named(name), new KeyEpochs(sessionKey, PERIOD_BIT), loop);
        packets.take(sealed(cipher));
        cipher.close();
        Packet packet = packets.of(new byte[] {1});
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> cipher.seal(packet));
        assertEquals("no vectors are drawn once they are closed", refused.getMessage());
        packet.release();
    }

    private Packet sealed(FlowCipher cipher) {
        Packet packet = packets.of(new byte[] {1});
        cipher.seal(packet);
        return packet;
    }

    private static int sum(KeyEpochs.Key key) {
        int sum = 0;
        for (byte part : key.bytes()) {
            sum += Byte.toUnsignedInt(part);
        }
        return sum;
    }
}
