// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

/** What is measured. */
enum PerfTest {
    /** One way: the server counts. */
    UNI(0),
    /** There and back: the server returns each packet, the client counts. */
    BI(1);

    private final int code;

    PerfTest(int code) {
        this.code = code;
    }

    /** {@return what the first packet says} */
    int code() {
        return code;
    }

    /** {@return the test of that word} */
    static PerfTest of(String word) {
        return switch (word) {
            case "uni" -> UNI;
            case "bi" -> BI;
            default -> throw new IllegalArgumentException("unknown test '" + word + "': use uni or bi");
        };
    }
}
