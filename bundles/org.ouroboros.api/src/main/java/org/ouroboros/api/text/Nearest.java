// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody who mistyped a word probably meant. */
final class Nearest {
    private Nearest() {}

    /**
     * Compares a word with those there are.
     *
     * @param word as it was typed
     * @param known at least one
     * @return the known word that takes the fewest edits to reach
     */
    static String to(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein's distance, a row at a time. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int substituted = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(substituted, 1 + Math.min(row[column - 1], diagonal));
            }
        }
        return row[to.length()];
    }
}
