// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Outlook;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.irm.LayerWord.Terms;

/** What systems say to each other of swaps: it is read as it was written, and whatever else arrives does no harm. */
class LayerWordFormatTest {
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 5_000_000 : 100_000;
    private static final Terms TERMS = new Terms("routing", "lfa", 3_600_000, "alice at net.a, for layer net");
    private static final SwapStep STEP = new SwapStep(
            "IPCP net.a",
            "routing",
            "link-state (ls 1.0.0)",
            "lfa (lfa 1.0.0)",
            "org.LfaPolicy",
            3,
            "graph of 4 links, 2 routes",
            Duration.ofNanos(1_500),
            Optional.of("it does not want to"));

    static Stream<LayerWord> words() {
        return Stream.of(
                new LayerWord.Probe(-1, "routing", "lfa"),
                new LayerWord.Here(2, "net.a", true, List.of(0xFFFF_FFFFL, 1L)),
                new LayerWord.Here(2, "n\u00e4t", false, List.of()),
                new LayerWord.Inquiry(3, TERMS),
                new Outlook(4, List.of(STEP, STEP), Optional.empty()),
                new Outlook(4, List.of(), Optional.of("no such policy")),
                new Order(5, Act.COMMIT, TERMS, 0x8000_0000L, List.of(1L, 2L), "because"),
                new LayerWord.Question(6),
                new LayerWord.Report(7, Standing.TAKEN_BACK, "it throws"),
                new LayerWord.Plea(8, true, "bob at net.b"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void whatIsWrittenIsReadAgain(LayerWord word) {
        assertEquals(Optional.of(word), LayerWordFormat.decode(LayerWordFormat.encode(word)));
    }

    @Test
    void everyActAndStandingHasACode() {
        for (Act act : Act.values()) {
            Order order = new Order(1, act, TERMS, 1, List.of(), "");
            assertEquals(Optional.of(order), LayerWordFormat.decode(LayerWordFormat.encode(order)));
        }
        for (Standing standing : Standing.values()) {
            LayerWord report = new LayerWord.Report(1, standing, "");
            assertEquals(Optional.of(report), LayerWordFormat.decode(LayerWordFormat.encode(report)));
        }
    }

    @Test
    void theLongestWordsHaveRoom() {
        String longest = "\u00fc".repeat(1_000);
        List<Long> members =
                LongStream.rangeClosed(1, LayerWordFormat.MOST_MEMBERS).boxed().toList();
        Terms terms = new Terms(longest, longest, 1, longest);
        Order order = assertInstanceOf(
                Order.class,
                LayerWordFormat.decode(LayerWordFormat.encode(new Order(1, Act.PREPARE, terms, 1, members, longest)))
                        .orElseThrow());
        assertEquals(members, order.members());
        assertEquals("\u00fc".repeat(120), order.why());
        assertTrue(LayerWordFormat.decode(
                        LayerWordFormat.encode(new LayerWord.Here(1, longest, true, Collections.nCopies(10_000, 7L))))
                .isPresent());
        Outlook outlook = assertInstanceOf(
                Outlook.class,
                LayerWordFormat.decode(LayerWordFormat.encode(
                                new Outlook(1, Collections.nCopies(1_000, STEP), Optional.of(longest))))
                        .orElseThrow());
        assertTrue(outlook.steps().size() >= 4, outlook.toString());
    }

    @Test
    void whateverElseArrivesIsRefusedOrMeansSomething() {
        SplittableRandom random = new SplittableRandom(8);
        List<byte[]> good = words().map(LayerWordFormat::encode).toList();
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] spoiled = good.get(random.nextInt(good.size())).clone();
            if (random.nextBoolean()) {
                spoiled = Arrays.copyOf(spoiled, random.nextInt(spoiled.length + 3));
            }
            for (int i = random.nextInt(4); i > 0 && spoiled.length > 0; i--) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
            }
            understood += LayerWordFormat.decode(spoiled).isPresent() ? 1 : 0;
        }
        assertTrue(understood < ROUNDS, "some of it must be refused");
    }
}
