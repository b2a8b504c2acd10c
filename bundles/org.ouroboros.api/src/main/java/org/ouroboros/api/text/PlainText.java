// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Text that is shown in one line and does nothing to a terminal: with escapes, as Java writes them, in place of what ends lines or
 * controls.
 */
public final class PlainText {
    private static final int MAX_NAME_BYTES = 255;

    private PlainText() {}

    /**
     * Makes text plain.
     *
     * @param text any text, such as a name that came out of a network
     * @return the same text, if it is plain; else with {@code \n}, {@code \t}, {@code \r}, {@code \u005cu001b} and the like
     */
    public static String of(String text) {
        if (text.chars().allMatch(PlainText::isPlain)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 16);
        text.chars().forEach(unit -> {
            if (isPlain(unit)) {
                plain.append((char) unit);
            } else {
                plain.append(escape(unit));
            }
        });
        return plain.toString();
    }

    /**
     * Reads text that came out of a network.
     *
     * @param message UTF-8 from position 0, up to a NUL or the limit; it is not changed
     * @return the text, made plain
     */
    public static String of(ByteBuffer message) {
        String text =
                StandardCharsets.UTF_8.decode(message.duplicate().rewind()).toString();
        int end = text.indexOf('\0');
        return of(end < 0 ? text : text.substring(0, end));
    }

    /**
     * Tells what is wrong with a name that somebody gives: it has 1 to 255 bytes of UTF-8, and is plain.
     *
     * @param what what it is the name of
     * @param name the name
     * @return the complaint, empty if it can be used
     */
    public static Optional<String> complaintAbout(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_NAME_BYTES) {
            return Optional.of(what + " of " + bytes + " bytes: use 1 to " + MAX_NAME_BYTES);
        }
        String plain = of(name);
        return plain.equals(name)
                ? Optional.empty()
                : Optional.of(what + " '" + plain + "' has control characters: leave them out");
    }

    private static boolean isPlain(int unit) {
        return switch (Character.getType(unit)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int unit) {
        return switch (unit) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", unit);
        };
    }
}
