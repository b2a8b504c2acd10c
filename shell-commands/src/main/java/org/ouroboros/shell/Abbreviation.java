// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A word that stands for the first keyword it is a prefix of (end-to-end specification, section 5.7). A keyword in full
 * stands for itself, wherever it is listed.
 *
 * @param word the word as it was given
 */
record Abbreviation(String word) {
    /** {@return the keyword this stands for, or empty; the empty word stands for none} */
    Optional<String> of(List<String> keywords) {
        return of(keywords, keyword -> keyword);
    }

    /** {@return what the keyword this stands for belongs to, or empty; the empty word stands for none} */
    <T> Optional<T> of(List<T> candidates, Function<T, String> keyword) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return candidates.stream()
                .filter(candidate -> keyword.apply(candidate).equals(word))
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(candidate -> keyword.apply(candidate).startsWith(word))
                        .findFirst());
    }

    /** {@return the order in which keywords are tried: those of the prototype as it lists them, then others by name} */
    static Comparator<String> order(List<String> prototype) {
        return Comparator.<String>comparingInt(keyword -> {
                    int listed = prototype.indexOf(keyword);
                    return listed < 0 ? prototype.size() : listed;
                })
                .thenComparing(Comparator.naturalOrder());
    }
}
