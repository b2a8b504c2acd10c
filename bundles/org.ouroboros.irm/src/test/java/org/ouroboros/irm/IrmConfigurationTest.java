// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong line in a configuration costs that line only. */
class IrmConfigurationTest {
    @Test
    void valuesAreTakenAsNumbersOrAsText() {
        IrmConfiguration configuration =
                IrmConfiguration.of(Map.of("acceptor.wait.ms", "250", "max.flows", 7, "queue.packets", 32L));
        assertEquals(Duration.ofMillis(250), configuration.settings().acceptorWait());
        assertEquals(7, configuration.settings().maxFlows());
        assertEquals(32, configuration.queuePackets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-5", "0", "1.5", "99999999999999999999"})
    void valueThatCannotBeUsedLeavesTheDefault(String value) {
        IrmConfiguration configuration = IrmConfiguration.of(Map.of("acceptor.wait.ms", value, "max.names", value));
        assertEquals(IrmConfiguration.of(Map.of()), configuration);
    }
}
