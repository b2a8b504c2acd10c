// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options of the JVM keep what a swap exchanges out of the compiled path of packets. */
class CalledPoliciesTest {
    private static final String NOT_INLINED = "-XX:CompileCommand=dontinline,";
    private static final String CALLER = "choose";

    @Test
    void whatCallsTheForwardingPolicyIsNotInlined() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        assertTrue(options.contains(NOT_INLINED + DataTransfer.class.getName() + "::" + CALLER), options.toString());
        assertEquals(
                1,
                Arrays.stream(DataTransfer.class.getDeclaredMethods())
                        .filter(method -> method.getName().equals(CALLER))
                        .count(),
                "methods that the option stands for");
    }
}
