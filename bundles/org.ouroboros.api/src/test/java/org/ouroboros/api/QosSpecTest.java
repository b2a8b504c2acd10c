// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people read of a QoS. */
class QosSpecTest {
    @ParameterizedTest
    @MethodSource("org.ouroboros.api.QosSpec#presets")
    void aPresetIsCalledByItsNameWhateverTheTimeOut(String preset) {
        assertEquals(preset, QosSpec.preset(preset).label());
        assertEquals(preset, QosSpec.preset(preset).withTimeoutMs(3_000).label());
    }

    @Test
    void whatIsNoPresetIsCalledCustom() {
        assertEquals("custom", QosSpec.DATA.withBer(3).label());
    }
}
