// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.policy.reliability.ReliabilityState;

/** Whatever comes into a live machine: it neither fails nor grows, and answers no more than it is told. */
class HostileInputTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int PACKETS = SOAK ? 1_000_000 : 20_000;

    static LongStream seeds() {
        return LongStream.range(0, SOAK ? 100 : 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aMachineOutlivesWhateverComes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench bench = new Bench(seed, 256);
        if (random.nextBoolean()) {
            bench.ours();
        }
        QosSpec qos = random.nextBoolean() ? Bench.RELIABLE : Bench.ORDERED;
        Peer peer = new Peer(bench, random.nextBoolean() ? qos.withBer(0) : qos);
        int near = random.nextInt();
        for (int i = 0; i < PACKETS && peer.down.isEmpty(); i++) {
            peer.heard.clear();
            peer.delivered.clear();
            if (random.nextInt(4) == 0 && peer.endpoint().writable()) {
                peer.write("x");
            }
            ReliabilityState state = peer.state();
            byte[] payload = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(60)];
            random.nextBytes(payload);
            String text = new String(payload, StandardCharsets.US_ASCII);
            if (random.nextInt(10) == 0) {
                peer.say(payload);
            } else {
                int flags = random.nextBoolean() ? random.nextInt(16) : random.nextInt(256);
                near = random.nextInt(100) == 0 ? random.nextInt() : near + random.nextInt(-20, 20);
                peer.sayProtected(
                        flags,
                        state.sending().limit() + random.nextInt(-300, 300),
                        near,
                        state.sending().next() + random.nextInt(-300, 10),
                        text);
                peer.say(flags, random.nextInt(), near, random.nextInt(), text);
            }
            assertTrue(peer.heard.size() <= 2 * 70 + 4, peer.heard.size() + " packets for three");
            if (random.nextInt(100) == 0) {
                bench.loop.runFor(Duration.ofMillis(random.nextInt(1, 50)));
            }
        }
        assertTrue(bench.pool.outstanding() <= 2 * 4_096, bench.pool.outstanding() + " packets");
        peer.endpoint().deallocate();
        bench.finish();
        assertEquals(0, bench.loop.info().failedTasks());
    }
}
