// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.irm.SecuredSystems.Ends;

/** Reliable flows over links that lose, double and mix up packets, from the allocation on, with everything that may protect them. */
class ProtectedFlowsTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    /** What a transfer is long: enough for the windows to open fully and for every kind of mishap to meet every other one. */
    private static final int MEBIBYTES = Integer.getInteger("ouroboros.mebibytes", SOAK ? 1_024 : 64);

    private static final int MESSAGE_BYTES = 1_400;

    /** Time in which a message arrives, however bad the link is. */
    private static final Duration STALL = Duration.ofMinutes(10);

    private static final Map<String, String> BAD_LINK =
            Map.of("loss", "0.08", "duplicate", "0.03", "reorder", "0.1", "delay_ms", "1", "seed", "1");

    @TempDir
    private Path folder;

    static Stream<String> protections() {
        return Stream.concat(
                Stream.of("", "crc32"), ciphers().flatMap(cipher -> Stream.of(cipher, cipher + ", crc32")));
    }

    static Stream<String> ciphers() {
        return SecuredSystems.CIPHERS.keySet().stream();
    }

    static Stream<String> authenticating() {
        return SecuredSystems.CIPHERS.entrySet().stream()
                .filter(cipher -> cipher.getValue().traits().authenticates())
                .map(Map.Entry::getKey);
    }

    static LongStream seeds() {
        return LongStream.range(0, SOAK ? 1_000 : 200);
    }

    @ParameterizedTest(name = "frcp {0}")
    @MethodSource("protections")
    void mebibytesArriveIntactAndInOrderOverABadLink(String protection) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 1, BAD_LINK);
        Ends ends = connect(systems, protection);
        long messages = ((long) MEBIBYTES << 20) / MESSAGE_BYTES + 1;
        Transfer transfer = new Transfer(systems.loop, ends.client(), ends.server(), messages, MESSAGE_BYTES).start();
        assertTrue(systems.loop.runUntil(transfer::done), "stalled at " + transfer.received());
        finish(systems, ends);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingArrivesOnceAndInOrderWhateverTheLinkDoes(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SecuredSystems systems = new SecuredSystems(folder, seed, link(random));
        List<String> protections = protections().toList();
        Ends ends = connect(systems, protections.get(random.nextInt(protections.size())));
        Transfer there = transfer(systems, random, ends, true);
        Transfer back = transfer(systems, random, ends, false);
        long before = -1;
        while (!systems.loop.runUntil(() -> there.done() && back.done(), STALL)) {
            long now = there.received() + back.received();
            assertTrue(now > before, "stalled at " + there.received() + ", " + back.received());
            before = now;
        }
        finish(systems, ends);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ciphers")
    void noPieceOfAMessageIsOnTheWire(String cipher) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 4, BAD_LINK);
        Ends ends = connect(systems, cipher);
        Plaintext plaintext = Transfer.plaintext();
        int[] looked = {0};
        systems.wires.tap = packet -> {
            assertFalse(plaintext.isIn(packet), "a piece of a message in a packet");
            looked[0] += packet.length();
        };
        exchange(systems, ends, 300);
        assertTrue(looked[0] > 2 * 300 * 500, looked[0] + " bytes looked at");
        finish(systems, ends);
    }

    @Test
    void aMessageOfAPlainFlowIsOnTheWireForAllToSee() throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 4, BAD_LINK);
        Ends ends = connect(systems, "");
        Plaintext plaintext = Transfer.plaintext();
        boolean[] seen = {false};
        systems.wires.tap = packet -> seen[0] |= plaintext.isIn(packet);
        exchange(systems, ends, 10);
        assertTrue(seen[0]);
        finish(systems, ends);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("authenticating")
    void packetsThatWereTamperedWithAreDroppedAndCounted(String cipher) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        SecuredSystems systems = new SecuredSystems(folder, 5, Map.of("delay_ms", "1"));
        Ends ends = connect(systems, cipher);
        int[] tampered = {0};
        systems.wires.tap = packet -> {
            if (packet.length() > 0 && random.nextInt(10) == 0) {
                int at = packet.offset() + random.nextInt(packet.length());
                byte before = packet.segment().get(ValueLayout.JAVA_BYTE, at);
                packet.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ 1 << random.nextInt(8)));
                tampered[0]++;
            }
        };
        exchange(systems, ends, 2_000);
        systems.wires.tap = packet -> {};
        systems.loop.runFor(Duration.ofSeconds(1));
        assertTrue(tampered[0] > 300, tampered[0] + " packets");
        String drops = "dropped: protection";
        assertEquals(
                tampered[0],
                SecuredSystems.counter(systems.client, drops) + SecuredSystems.counter(systems.server, drops));
        finish(systems, ends);
    }

    /** So many messages each way. */
    private static void exchange(SecuredSystems systems, Ends ends, int messages) {
        Transfer there = new Transfer(systems.loop, ends.client(), ends.server(), messages, MESSAGE_BYTES).start();
        Transfer back = new Transfer(systems.loop, ends.server(), ends.client(), messages, MESSAGE_BYTES).start();
        assertTrue(
                systems.loop.runUntil(() -> there.done() && back.done()),
                "stalled at " + there.received() + ", " + back.received());
    }

    private static Transfer transfer(SecuredSystems systems, SplittableRandom random, Ends ends, boolean forth) {
        Transfer transfer = new Transfer(
                systems.loop,
                forth ? ends.client() : ends.server(),
                forth ? ends.server() : ends.client(),
                random.nextInt(600),
                random.nextBoolean() ? Transfer.ANY_SIZE : random.nextInt(Long.BYTES, MESSAGE_BYTES));
        if (random.nextInt(4) == 0) {
            transfer.readSlowly(1 + random.nextInt(10), random.nextLong(1_000_000, 20_000_000));
        }
        return transfer.start();
    }

    private static Map<String, String> link(SplittableRandom random) {
        return Map.of(
                "loss", chance(random, 0.2),
                "duplicate", chance(random, 0.2),
                "reorder", chance(random, 0.3),
                "delay_ms", String.valueOf(50 >> random.nextInt(7)),
                "rate", random.nextBoolean() ? "0" : String.valueOf(1_000_000L << random.nextInt(10)),
                "queue", String.valueOf(random.nextInt(20, 1_000)),
                "seed", String.valueOf(random.nextLong()));
    }

    private static String chance(SplittableRandom random, double most) {
        return random.nextBoolean() ? "0" : String.format("%.4f", random.nextDouble(most));
    }

    /** Allocates a reliable flow with a cipher, a checksum, both or neither. */
    private static Ends connect(SecuredSystems systems, String protection) throws IOException {
        List<String> policies = new ArrayList<>(List.of("frcp"));
        policies.addAll(protection.isEmpty() ? List.of() : List.of(protection.split(", ")));
        String cipher = policies.stream()
                .filter(SecuredSystems.CIPHERS::containsKey)
                .findFirst()
                .orElse("");
        if (!cipher.isEmpty()) {
            systems.encrypt("kex=X25519\ncipher=" + cipher, "kex=X25519\ncipher=" + cipher);
        }
        Ends ends = systems.connect(protection.endsWith("crc32") ? QosSpec.DATA.withBer(0) : QosSpec.DATA);
        assertEquals(
                String.join(", ", policies),
                systems.client.irm.flows().getFirst().policies());
        return ends;
    }

    /** Nothing is kept to be sent again, nothing waits for what is missing, and no packet is gone. */
    private static void finish(SecuredSystems systems, Ends ends) {
        systems.loop.runUntil(() -> systems.outstanding() == 0, Duration.ofMinutes(1));
        assertEquals(0, systems.outstanding(), "packets while the flow is idle");
        ends.deallocate();
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.outstanding(), "packets");
    }
}
