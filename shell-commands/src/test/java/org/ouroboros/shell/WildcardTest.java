// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each star stands for any text. */
class WildcardTest {
    static IntStream seeds() {
        return IntStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 100 : 10);
    }

    @Test
    void onlyAStarMakesAPattern() {
        assertTrue(new Wildcard("a.b").plain());
        assertFalse(new Wildcard("a*").plain());
        assertFalse(new Wildcard("a.b").matches("axb"));
    }

    @Test
    void manyStarsTakeNoTime() {
        assertFalse(new Wildcard("*a".repeat(100) + "b").matches("a".repeat(1_000)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPatternMatchesAsTheRegularExpressionDoes(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1_000; i++) {
            String pattern = text(random, "ab*");
            String name = text(random, "ab");
            assertEquals(
                    Pattern.matches(pattern.replace("*", ".*"), name),
                    new Wildcard(pattern).matches(name),
                    () -> pattern + " on " + name);
        }
    }

    private static String text(SplittableRandom random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(7); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
