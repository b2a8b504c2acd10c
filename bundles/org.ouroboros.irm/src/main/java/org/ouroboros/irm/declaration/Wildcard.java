// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A text in which each {@code *} stands for any text, even none. A backslash takes the meaning from what follows it.
 *
 * @param pieces the texts between the asterisks, at least one
 */
public record Wildcard(List<String> pieces) {
    /** Copies the list. */
    public Wildcard {
        pieces = List.copyOf(pieces);
    }

    /** {@return what matches only this text} */
    public static Wildcard exactly(String text) {
        return new Wildcard(List.of(text));
    }

    /** {@return the wildcard that is written like this} */
    public static Wildcard parse(String pattern) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else {
                piece.append(c == '\\' && at + 1 < pattern.length() ? pattern.charAt(++at) : c);
            }
        }
        pieces.add(piece.toString());
        return new Wildcard(pieces);
    }

    /** {@return the only text that it matches, if there is just one} */
    public Optional<String> exact() {
        return pieces.size() == 1 ? Optional.of(pieces.getFirst()) : Optional.empty();
    }

    /** {@return whether the text as a whole fits} Takes time in the product of the two lengths at most. */
    public boolean matches(String text) {
        String last = pieces.getLast();
        if (pieces.size() == 1) {
            return text.equals(last);
        }
        int at = pieces.getFirst().length();
        int end = text.length() - last.length();
        if (at > end || !text.startsWith(pieces.getFirst()) || !text.endsWith(last)) {
            return false;
        }
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = text.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }

    /** {@return how it is written} */
    @Override
    public String toString() {
        return pieces.stream()
                .map(piece -> piece.replace("\\", "\\\\").replace("*", "\\*"))
                .collect(Collectors.joining("*"));
    }
}
