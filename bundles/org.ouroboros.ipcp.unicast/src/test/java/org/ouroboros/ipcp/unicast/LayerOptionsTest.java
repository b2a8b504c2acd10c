// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;

class LayerOptionsTest {
    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final Policies policies = Policies.none(loop, Duration.ofSeconds(1));

    LayerOptionsTest() {
        for (RoutingPolicy.Base base : RoutingPolicy.Base.values()) {
            offer(policies.routing(), "routing", LayerConfiguration.name(base), new Paths(base));
        }
        offer(policies.congestion(), "congestion", "mb-ecn", Congestion.FROZEN);
        offer(policies.congestion(), "congestion", "none", Congestion.FROZEN);
        offer(policies.scheduling(), "scheduling", "priority", () -> {
            throw new IllegalStateException("not opened here");
        });
        offer(policies.address(), "address", "flat", (bytes, random) -> 1);
        DirectoryPolicy directory = (host, start) -> {
            throw new IllegalStateException("not opened here");
        };
        offer(policies.directory(), "directory", "dht", directory);
        loop.runFor(Duration.ofMillis(1));
    }

    private static <P> void offer(PolicyCatalogue<P> catalogue, String kind, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, kind, name, "test." + name, "1.0.0"));
    }

    private record Paths(Base base) implements RoutingPolicy {
        @Override
        public String forwarding() {
            return "simple";
        }

        @Override
        public Map<Long, List<Long>> routes(Topology topology) {
            return Map.of();
        }
    }

    private LayerConfiguration read(Map<String, String> options) {
        return read(options, Map.of());
    }

    private LayerConfiguration read(Map<String, String> options, Map<String, String> chosen) {
        return LayerOptions.read(
                new LayerConfig("net", options), policies, kind -> Optional.ofNullable(chosen.get(kind)));
    }

    @Test
    void withoutOptionsALayerIsAsThePrototypeMakesIt() {
        LayerConfiguration layer = read(Map.of());
        assertEquals(HashAlgorithm.SHA3_256, layer.hash());
        assertEquals(60, layer.maxTtl());
        assertEquals("link-state", layer.routing().name());
        assertEquals("mb-ecn", layer.congestion().name());
        assertEquals(3, layer.parameters().alpha());
        assertEquals(Duration.ofSeconds(15), layer.linkState().update());
        assertEquals(Duration.ofSeconds(3), layer.detection());
    }

    @ParameterizedTest
    @CsvSource({"routing, link_state, link-state", "routing, lfa, lfa", "routing, ECMP, ecmp"})
    void policiesMayBeWrittenAsThePrototypeWritesThem(String option, String value, String policy) {
        assertEquals(policy, read(Map.of(option, value)).routing().name());
    }

    @Test
    void whatAnOperatorChoseTakesThePlaceOfAPolicyThatIsNotInstalledAnyMore() {
        Map<String, String> chosen = Map.of("routing", "ecmp", "congestion", "none");
        LayerConfiguration layer = read(Map.of("routing", "rip"), chosen);
        assertEquals("ecmp", layer.routing().name());
        assertEquals(RoutingPolicy.Base.EQUAL_COST, layer.routing().base());
        assertEquals("mb-ecn", layer.congestion().name(), "which is installed");
        LayerRefused refused =
                assertThrows(LayerRefused.class, () -> read(Map.of("routing", "rip"), Map.of("routing", "rip2")));
        assertEquals("routing 'rip' is not an installed policy: there is ecmp, lfa, link-state", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        addr            | 8      | addr '8' is not supported: it is always 4
        eid             | x      | eid 'x' is not supported: it is always 8
        ttl             | 0      | ttl '0' is not a number in 1..255
        ttl             | 256    | ttl '256' is not a number in 1..255
        ttl             | many   | ttl 'many' is not a number in 1..255
        hash            | MD5    | hash 'MD5' is not one of SHA3_224, SHA3_256, SHA3_384, SHA3_512
        addr_auth       | fixed  | addr_auth 'fixed' is not an installed policy: there is flat
        directory       | hosts  | directory 'hosts' is not an installed policy: there is dht
        dht_alpha       | 11     | dht_alpha '11' is not a number in 1..10
        dht_k           | 0      | dht_k '0' is not a number in 1..20
        dht_t_expire    | 9      | dht_t_expire '9' is not a number in 10..86400
        dht_t_refresh   | 2      | dht_t_refresh '2' is not a number in 3..3600
        dht_t_replicate | 3601   | dht_t_replicate '3601' is not a number in 3..3600
        routing         | rip    | routing 'rip' is not an installed policy: there is ecmp, lfa, link-state
        ls_t_timeo      | 0      | ls_t_timeo '0' is not a number in 1..86400
        ls_t_update     | -1     | ls_t_update '-1' is not a number in 1..86400
        ls_t_recalc     | 1s     | ls_t_recalc '1s' is not a number in 1..86400
        congestion      | ecn    | congestion 'ecn' is not an installed policy: there is mb-ecn, none
        scheduling      | fair   | scheduling 'fair' is not an installed policy: there is priority
        detection_ms    | 99     | detection_ms '99' is not a number in 100..120000
        """)
    void whatIsOutOfRangeIsNamedWithWhatWouldWork(String option, String value, String message) {
        LayerRefused refused = assertThrows(LayerRefused.class, () -> read(Map.of(option, value)));
        assertEquals(message, refused.getMessage());
    }
}
