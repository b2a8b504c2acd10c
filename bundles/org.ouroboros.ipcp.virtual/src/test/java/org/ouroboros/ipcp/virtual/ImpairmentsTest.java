// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.policy.ipcp.LayerRefused;

class ImpairmentsTest {
    private static final Impairments NONE = Impairments.none(42);

    @Test
    void everyOptionIsRead() {
        Map<String, String> options = Map.of(
                "loss", "0.1",
                "duplicate", "0.25",
                "reorder", "1",
                "delay_ms", "1.5",
                "rate", "1000000",
                "queue", "10",
                "seed", "-7");
        assertEquals(new Impairments(0.1, 0.25, 1, 1_500_000, 1_000_000, 10, -7), NONE.with(options));
    }

    @Test
    void whatIsNotNamedStays() {
        Impairments lossy = NONE.with(Map.of("loss", "0.5"));
        assertEquals(new Impairments(0.5, 0, 0, 0, 0, 1_000, 42), lossy);
        assertEquals(
                new Impairments(0.5, 0, 0, 60_000_000_000L, 0, 1_000, 42), lossy.with(Map.of("delay_ms", "60000")));
    }

    @Test
    void theDescribedDefaultsHold() {
        for (var option : Impairments.OPTIONS) {
            if (!option.defaultValue().isEmpty()) {
                assertEquals(NONE, NONE.with(Map.of(option.name(), option.defaultValue())), option.name());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "loss, 1.1, 0 to 1",
        "loss, -0.1, 0 to 1",
        "loss, NaN, 0 to 1",
        "loss, 1e-3, 0 to 1",
        "loss, '', 0 to 1",
        "duplicate, 10%, 0 to 1",
        "reorder, 2, 0 to 1",
        "delay_ms, 60000.1, 0 to 60000",
        "delay_ms, 1s, 0 to 60000",
        "rate, 1M, 0 to 1000000000000",
        "rate, 1000000000001, 0 to 1000000000000",
        "rate, 0.5, 0 to 1000000000000",
        "queue, 0, 1 to 100000",
        "queue, 100001, 1 to 100000",
        "seed, 9223372036854775808, -9223372036854775808 to 9223372036854775807",
        "seed, seed, -9223372036854775808 to 9223372036854775807"
    })
    void aWrongValueIsRefusedWithWhatWouldWork(String option, String value, String range) {
        LayerRefused refused = assertThrows(LayerRefused.class, () -> NONE.with(Map.of(option, value)));
        assertTrue(refused.toString().contains(option + " '" + value + "'"), refused.toString());
        assertTrue(refused.toString().endsWith("from " + range), refused.toString());
    }

    @Test
    void aPacketIsHeldBackForTheDelayAndForTenMillisecondsAtLeast() {
        assertEquals(10_000_000, NONE.with(Map.of("delay_ms", "1")).holdNs());
        assertEquals(20_000_000, NONE.with(Map.of("delay_ms", "20")).holdNs());
    }
}
