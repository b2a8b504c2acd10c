// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void scriptIsCommandsOnly() {
        List<String> script = Demo.script();
        assertEquals("oping -n demo.oping -c 5 -i 200", script.getLast());
        assertTrue(script.stream().noneMatch(line -> line.isBlank() || line.startsWith("#")), script::toString);
    }
}
