// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.Component.Kind;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.Choice;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.routing.RoutingPolicy;

/** How long connections of a layer wait for a neighbour. */
class SilenceTest {
    private static final Duration DETECTION = Duration.ofMillis(700);

    private static LayerConfiguration layer(long updateSeconds) {
        Duration update = Duration.ofSeconds(updateSeconds);
        return new LayerConfiguration(
                "net",
                HashAlgorithm.SHA3_256,
                60,
                new Choice<>("link-state", RoutingPolicy.Base.SIMPLE),
                new LinkStateTimers(Duration.ofSeconds(1), update, update.multipliedBy(4)),
                LayerConfiguration.DHT,
                new DirectoryParameters(
                        3, 8, Duration.ofSeconds(86_400), Duration.ofSeconds(900), Duration.ofSeconds(900), 0),
                LayerConfiguration.FLAT,
                new Choice<>("mb-ecn", CongestionPolicy.Base.MULTI_BIT_ECN),
                LayerConfiguration.PRIORITY,
                DETECTION);
    }

    /** The end of a flow sends a sign of life when it sent nothing for a quarter of the time-out. */
    @ParameterizedTest
    @ValueSource(longs = {1, 15, 29, 60, 86_400})
    void noSignOfLifeComesBetweenTwoAnnouncementsOnAManagementFlow(long updateSeconds) {
        Duration silence = UnicastIpcp.silence(Kind.MANAGEMENT, layer(updateSeconds));
        assertTrue(silence.dividedBy(4).compareTo(Duration.ofSeconds(updateSeconds)) > 0, silence.toString());
    }

    @Test
    void aManagementFlowWaitsAsLongAsThePrototypeDoesAndNoLongerThanAQosCanSay() {
        assertEquals(Duration.ofMillis(QosSpec.RAW.timeoutMs()), UnicastIpcp.silence(Kind.MANAGEMENT, layer(1)));
        assertEquals(
                Duration.ofMillis(0xFFFF_FFFFL), UnicastIpcp.silence(Kind.MANAGEMENT, layer(Integer.MAX_VALUE / 4)));
    }

    @Test
    void dataTransferNoticesASilentNeighbourWithinTheDetectionTime() {
        assertEquals(DETECTION, UnicastIpcp.silence(Kind.DATA_TRANSFER, layer(15)));
    }
}
