// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.QosSpec;
import org.ouroboros.testing.Passage;

/** Every policy that {@link SwapBench} replaces is there to be replaced. How long that takes in a moment means nothing. */
class RingIT {
    private static final int SYSTEMS = 3;
    private static final int PACKETS_PER_S = 1_000;
    private static final QosSpec RELIABLE = QosSpec.DATA.withBer(0);

    @Test
    void everyPolicyIsSwappedAndUpdatedUnderAReliableFlow() throws Exception {
        Ring ring = Ring.of(SYSTEMS);
        try {
            FlowPair ends = ring.connect(0, 1, "server", RELIABLE);
            NumberedFlow flow = new NumberedFlow(0, ends, PACKETS_PER_S);
            flow.begin();
            List<PolicyExchange> exchanges = List.of(
                    new PolicyExchange(ring.systems().getFirst()),
                    new PolicyExchange(ring.systems().get(1)));
            for (SwappedPolicy policy : replaced()) {
                for (PolicyExchange exchange : exchanges) {
                    replace(policy, exchange);
                }
            }
            flow.rest();
            Passage passage = flow.passage();
            assertTrue(passage.written() > 0);
            assertEquals(0, passage.lost());
            assertEquals(0, passage.duplicated());
            assertEquals(0, passage.reordered());
            flow.end();
        } finally {
            ring.stop();
        }
    }

    @Test
    void everyIpcpTypeIsUpdatedUnderAReliableFlow() throws Exception {
        Ring ring = Ring.of(SYSTEMS);
        try {
            ShippedSystem first = ring.systems().getFirst();
            NumberedFlow around = new NumberedFlow(0, ring.connect(0, 1, "server", RELIABLE), PACKETS_PER_S);
            NumberedFlow within =
                    new NumberedFlow(1, new SystemLink(first).connect("link.server", RELIABLE), PACKETS_PER_S);
            List<NumberedFlow> flows = List.of(around, within);
            flows.forEach(NumberedFlow::begin);
            for (ShippedSystem system : ring.systems()) {
                for (UpdatedType type : UpdatedType.OF_RING) {
                    new TypeExchange(system).update(type);
                }
            }
            for (UpdatedType type : UpdatedType.OF_LINK) {
                new TypeExchange(first).update(type);
            }
            for (NumberedFlow flow : flows) {
                flow.rest();
                Passage passage = flow.passage();
                assertTrue(passage.written() > 0);
                assertEquals(0, passage.lost());
                assertEquals(0, passage.duplicated());
                assertEquals(0, passage.reordered());
                flow.end();
            }
        } finally {
            ring.stop();
        }
    }

    /** The flow is not encrypted. */
    private static List<SwappedPolicy> replaced() {
        return Stream.concat(SwappedPolicy.OF_LAYER.stream(), SwappedPolicy.OF_FLOWS.stream())
                .filter(policy -> !policy.kind().equals("encryption"))
                .toList();
    }

    private static void replace(SwappedPolicy policy, PolicyExchange exchange) throws Exception {
        assertTrue(exchange.uses(policy.kind()), policy.kind());
        if (policy.needsSecond()) {
            ServiceRegistration<?> second = exchange.offerSecond(policy);
            exchange.swap(policy.kind(), policy.other());
            exchange.swap(policy.kind(), policy.name());
            second.unregister();
        } else {
            exchange.swap(policy.kind(), policy.other());
            exchange.swap(policy.kind(), policy.name());
        }
        exchange.update(policy);
    }
}
