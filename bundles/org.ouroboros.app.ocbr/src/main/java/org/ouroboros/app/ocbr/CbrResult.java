// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr;

import java.util.Locale;
import java.util.Optional;
import org.ouroboros.app.FlowReport;

/**
 * What a run sent.
 *
 * @param name name of the server
 * @param packets number of packets
 * @param bytes number of bytes in them
 * @param timeMs how long it took
 * @param megabitsPerSecond millions of bits in a second
 * @param problem why it ended early
 */
record CbrResult(
        String name, long packets, long bytes, double timeMs, double megabitsPerSecond, Optional<String> problem) {
    static CbrResult of(String name, FlowReport sent, Optional<String> problem) {
        return new CbrResult(name, sent.packets(), sent.bytes(), sent.ms(), sent.megabitsPerSecond(), problem);
    }

    /** {@return the line of the prototype} */
    String text() {
        return String.format(
                Locale.ROOT,
                "sent statistics: %9d packets, %12d bytes in %9d ms, %.4f Mb/s",
                packets,
                bytes,
                Math.round(timeMs),
                megabitsPerSecond);
    }
}
