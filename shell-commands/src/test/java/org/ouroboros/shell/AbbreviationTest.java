// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A word stands for the first keyword that starts with it. */
class AbbreviationTest {
    private static final List<String> IPCP =
            List.of("create", "destroy", "bootstrap", "enroll", "connect", "disconnect", "list");

    static IntStream seeds() {
        return IntStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 10_000 : 200);
    }

    @Test
    void theFirstKeywordListedWins() {
        assertEquals(Optional.of("create"), new Abbreviation("c").of(IPCP));
        assertEquals(Optional.of("connect"), new Abbreviation("co").of(IPCP));
        assertEquals(Optional.of("destroy"), new Abbreviation("d").of(IPCP));
        assertEquals(Optional.of("enroll"), new Abbreviation("enrol").of(IPCP));
    }

    @Test
    void aWordThatIsNoPrefixStandsForNothing() {
        assertEquals(Optional.empty(), new Abbreviation("creates").of(IPCP));
        assertEquals(Optional.empty(), new Abbreviation("reate").of(IPCP));
        assertEquals(Optional.empty(), new Abbreviation("").of(IPCP));
    }

    @Test
    void aKeywordInFullIsNotTakenForAnAbbreviation() {
        assertEquals(Optional.of("uni"), new Abbreviation("uni").of(List.of("unicast", "uni")));
    }

    @Test
    void keywordsOfThePrototypeComeFirstThenOthersByName() {
        assertEquals(
                List.of("round-robin", "spillover", "acme", "zeta"),
                Stream.of("zeta", "spillover", "acme", "round-robin")
                        .sorted(Abbreviation.order(List.of("round-robin", "spillover")))
                        .toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPrefixStandsForTheFirstKeywordItFits(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> keywords = Stream.generate(() -> word(random))
                .limit(random.nextInt(1, 8))
                .distinct()
                .toList();
        for (String keyword : keywords) {
            for (int length = 1; length <= keyword.length(); length++) {
                String word = keyword.substring(0, length);
                assertEquals(
                        expected(word, keywords),
                        new Abbreviation(word).of(keywords).orElseThrow());
            }
        }
    }

    private static String expected(String word, List<String> keywords) {
        if (keywords.contains(word)) {
            return word;
        }
        for (String keyword : keywords) {
            if (keyword.regionMatches(0, word, 0, word.length())) {
                return keyword;
            }
        }
        throw new AssertionError(word);
    }

    /** A word over two letters, so that prefixes are shared. */
    private static String word(SplittableRandom random) {
        return random.ints(random.nextInt(1, 6), 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
