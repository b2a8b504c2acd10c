// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void scriptIsCommandsForTwoSystems() {
        List<Demo.Step> script = Demo.script(4711);
        assertEquals(new Demo.Step('b', "oping -n demo.oping -c 5 -i 200"), script.getLast());
        assertEquals(
                new Demo.Step('a', "irm ipcp bootstrap name udp type udp4 layer udp ip 127.0.0.1 port 4711"),
                script.getFirst());
        assertEquals(Set.of('a', 'b'), script.stream().map(Demo.Step::system).collect(Collectors.toSet()));
        assertTrue(script.stream().noneMatch(step -> step.command().isBlank()), script::toString);
    }
}
