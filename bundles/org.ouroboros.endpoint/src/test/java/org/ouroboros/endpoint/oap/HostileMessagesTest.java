// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.endpoint.oap.Vectors.Exchange;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Truncated, mutated and random messages: each is refused or means something, and none does more. */
class HostileMessagesTest {
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 10_000_000 : 100_000;
    private static final int[] HASH_BYTES = {0, 32, 48, 64};

    private final List<Exchange> good = Vectors.all();
    private final SplittableRandom random = new SplittableRandom(21);

    @Test
    void whatIsDecodedWasWrittenLikeThat() {
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] message = spoilt();
            Optional<OapMessage> decoded = OapMessage.decode(message, HASH_BYTES[random.nextInt(HASH_BYTES.length)]);
            if (decoded.isPresent()) {
                understood++;
                assertArrayEquals(message, decoded.get().encode());
            }
        }
        assertTrue(understood > ROUNDS / 1_000 && understood < ROUNDS / 2, understood + " were understood");
    }

    @Test
    void bothSidesRefuseAndNeverFail() {
        SimulatedLoop loop = new SimulatedLoop(3);
        Installation installation = new Installation(loop);
        NameSecurity encrypted = installation.security(Optional.of(EncryptionSettings.DEFAULTS), Optional.empty());
        OapClient client = installation.open("name", encrypted);
        int refused = 0;
        for (int round = 0; round < ROUNDS / 10; round++) {
            byte[] message = spoilt();
            refused += refuses(() -> installation.answer(fresh(loop, message), encrypted));
            refused += refuses(() -> installation.finish(client, spoilt()));
        }
        // a bit of the id, the time or the point of a key is as good as another one
        assertTrue(refused > ROUNDS / 10, refused + " were refused");
    }

    /** Counts a refusal; whatever else is thrown fails the test. */
    private static int refuses(Runnable step) {
        try {
            step.run();
            return 0;
        } catch (FlowRefused refusal) {
            return 1;
        }
    }

    /** Gives a message the time of now, so that more than its age is looked at. */
    private static byte[] fresh(SimulatedLoop loop, byte[] message) {
        if (message.length >= OapMessage.HEADER_BYTES) {
            ByteBuffer.wrap(message).putLong(OapMessage.ID_BYTES, loop.wallClockNs());
        }
        return message;
    }

    private byte[] spoilt() {
        Exchange exchange = good.get(random.nextInt(good.size()));
        byte[] message =
                random.nextBoolean() ? exchange.request() : exchange.response().orElse(exchange.request());
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(message, random.nextInt(message.length)); // cut off
            case 1 -> {
                byte[] mutated = Arrays.copyOf(message, message.length + random.nextInt(3));
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                yield mutated;
            }
            default -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }
}
