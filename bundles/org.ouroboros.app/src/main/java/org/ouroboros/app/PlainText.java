// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text that came out of a network, as it may be shown to people. */
public final class PlainText {
    private PlainText() {}

    /**
     * Reads text.
     *
     * @param message UTF-8 from position 0, up to a NUL or the limit; it is not changed
     * @return the text, with {@code ?} for control characters, which would act on a terminal
     */
    public static String of(ByteBuffer message) {
        String text =
                StandardCharsets.UTF_8.decode(message.duplicate().rewind()).toString();
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\p{IsControl}", "?");
    }
}
