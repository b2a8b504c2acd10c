// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UdpSettingsTest {
    @Test
    void whatIsConfiguredHolds() {
        UdpSettings settings = new UdpSettings(Map.of("max.flows", "7", "max.requests", 8, "max.arrivals", 9L));
        assertEquals(new Limits(7, 8, 9), settings.limits());
    }

    @Test
    void aValueThatCannotBeUsedKeepsNothingFromRunning() {
        UdpSettings settings = new UdpSettings(
                Map.of("max.flows", "-3", "max.requests", "many", "fast", "maybe", "receive.buffer.bytes", "0"));
        assertEquals(Limits.DEFAULT, settings.limits());
    }
}
