// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which terms there can be. */
class FlowTermsTest {
    @ParameterizedTest(name = "{0} ms")
    @ValueSource(longs = {-1, 1, 99, 1L << 32})
    void aTimeOutThatNoFlowOutlivesOrNoPeerIsToldIsRefused(long millis) {
        Duration silence = Duration.ofMillis(millis);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> FlowTerms.OF_NAME.withTimeout(silence));
        assertEquals(
                "a time-out of " + millis + " ms is outside 100..4294967295 ms; a late sign of life would end the flow"
                        + " after less; 0 is for none",
                refusal.getMessage());
    }

    @ParameterizedTest(name = "{0} ms")
    @ValueSource(longs = {0, 100, (1L << 32) - 1})
    void noneAndThoseInBetweenAreTaken(long millis) {
        Duration silence = Duration.ofMillis(millis);
        assertEquals(
                Optional.of(silence), FlowTerms.OF_NAME.withTimeout(silence).timeout());
    }
}
