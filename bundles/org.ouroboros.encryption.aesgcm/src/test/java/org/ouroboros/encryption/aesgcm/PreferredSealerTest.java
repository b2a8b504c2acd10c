// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;
import org.ouroboros.policy.encryption.SealerProvider;
import org.ouroboros.testing.LogCapture;

/** Which sealer turns a packet while providers come and go. */
class PreferredSealerTest {
    private static final String CIPHER = "aes-256-gcm";
    private static final byte[] KEY = {1, 2, 3};

    private final PacketPool pool = new PacketPool(1 << 20);
    private final Packet packet = Objects.requireNonNull(pool.take());
    private final FailedProvider failed = new FailedProvider();
    private final Counting own = new Counting();
    private @Nullable SealerProvider present;

    @AfterEach
    void noPacketIsMissing() {
        packet.release();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void withoutAProviderItIsTheOwnOne() {
        PreferredSealer sealer = preferred();
        sealer.seal(packet);
        assertTrue(sealer.open(packet));
        assertEquals(2, own.turned);
    }

    @Test
    void aProviderThatIsThereMakesItOnceWithTheKeyOfThisCipher() {
        Making provider = new Making();
        present = provider;
        PreferredSealer sealer = preferred();
        sealer.seal(packet);
        assertTrue(sealer.open(packet));
        assertEquals(1, provider.made.size());
        assertEquals(2, provider.made.getFirst().turned);
        assertEquals(CIPHER, provider.cipher);
        assertArrayEquals(KEY, provider.key.clone());
        assertEquals(0, own.turned);
    }

    @Test
    void theNextPacketFollowsAProviderThatComesIsReplacedOrGoesAndWipesThePredecessor() {
        PreferredSealer sealer = preferred();
        sealer.seal(packet);
        Making one = new Making();
        present = one;
        sealer.seal(packet);
        Making other = new Making();
        present = other;
        sealer.seal(packet);
        present = null;
        sealer.seal(packet);
        assertEquals(2, own.turned);
        assertEquals(0, own.closed);
        for (Making each : List.of(one, other)) {
            assertEquals(1, each.made.getFirst().turned);
            assertEquals(1, each.made.getFirst().closed);
        }
    }

    @Test
    void aProviderThatIsNotReadyIsAskedAgain() {
        Making provider = new Making();
        provider.ready = false;
        present = provider;
        PreferredSealer sealer = preferred();
        sealer.seal(packet);
        assertEquals(1, own.turned);
        provider.ready = true;
        sealer.seal(packet);
        assertEquals(1, own.turned);
        assertEquals(1, provider.made.getFirst().turned);
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("expected"), new UnsatisfiedLinkError("expected"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aProviderThatThrowsIsNotAskedAgainWhichIsSaidOnce(Throwable failure) {
        Throwing provider = new Throwing(failure);
        present = provider;
        try (LogCapture log = new LogCapture(FailedProvider.class)) {
            preferred().seal(packet);
            preferred().seal(packet);
            assertEquals(2, own.turned);
            assertEquals(1, provider.asked, "by all flows of the policy together");
            assertEquals(
                    List.of("WARNING AES-GCM goes on without provider " + Throwing.class.getName()
                            + ": it failed, and is not asked again"),
                    log.lines());
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aSealerThatCannotBeClosedCostsNoPacketAndItsProviderIsNotAskedAgain(Throwable failure) {
        Making provider = new Making();
        present = provider;
        try (LogCapture log = new LogCapture(FailedProvider.class)) {
            PreferredSealer sealer = preferred();
            provider.made.getFirst().closing = failure;
            present = null;
            sealer.seal(packet);
            assertEquals(1, own.turned);
            present = provider;
            sealer.seal(packet);
            assertEquals(2, own.turned);
            assertEquals(
                    List.of("WARNING AES-GCM goes on without provider " + Making.class.getName()
                            + ": it failed, and is not asked again"),
                    log.lines());
        }
    }

    @Test
    void aSealerThatCannotBeClosedLeavesTheOwnOneAKeyNoLonger() {
        Making provider = new Making();
        present = provider;
        PreferredSealer sealer = preferred();
        provider.made.getFirst().closing = new IllegalStateException("expected");
        try (LogCapture log = new LogCapture(FailedProvider.class)) {
            sealer.close();
            assertEquals(1, log.lines().size());
        }
        assertEquals(1, own.closed);
    }

    @Test
    void onceItIsClosedBothSealersAreAndTheKeyIsWiped() {
        Making provider = new Making();
        present = provider;
        PreferredSealer sealer = preferred();
        sealer.close();
        sealer.close();
        assertEquals(1, provider.made.getFirst().closed);
        assertArrayEquals(new byte[KEY.length], provider.key);
        assertTrue(own.closed > 0);
        assertThrows(IllegalStateException.class, () -> sealer.seal(packet));
        assertThrows(IllegalStateException.class, () -> sealer.open(packet));
    }

    private PreferredSealer preferred() {
        return new PreferredSealer(CIPHER, KEY, own, () -> present, failed);
    }

    /** Counts what it is asked. */
    private static final class Counting implements Sealer {
        int turned;
        int closed;

        @Nullable
        Throwable closing; // what that fails with

        @Override
        public void seal(Packet packet) {
            turned++;
        }

        @Override
        public boolean open(Packet packet) {
            turned++;
            return true;
        }

        @Override
        public void close() {
            closed++;
            if (closing != null) {
                raise(closing);
            }
        }
    }

    /** Makes sealers that this test knows again. */
    private static final class Making implements SealerProvider {
        final List<Counting> made = new ArrayList<>();
        boolean ready = true;
        String cipher = "";
        byte[] key = {};

        @Override
        public Optional<Sealer> sealer(String asked, byte[] sessionKey) {
            if (!ready) {
                return Optional.empty();
            }
            cipher = asked;
            key = sessionKey;
            made.add(new Counting());
            return Optional.of(made.getLast());
        }
    }

    /** Does not work. */
    private static final class Throwing implements SealerProvider {
        private final Throwable failure;
        int asked;

        Throwing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public Optional<Sealer> sealer(String cipher, byte[] key) {
            asked++;
            raise(failure);
            return Optional.empty();
        }
    }

    private static void raise(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
