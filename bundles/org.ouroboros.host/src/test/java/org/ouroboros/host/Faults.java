// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** What went wrong inside callbacks, where an exception would pass for a refusal. */
final class Faults {
    private final List<String> found = new ArrayList<>();

    void check(boolean right, String fault) {
        if (!right) {
            found.add(fault);
        }
    }

    void assertNone() {
        assertEquals(List.of(), found);
    }
}
