// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.QosSpec;
import org.ouroboros.testing.Passage;

/**
 * In a ring of six systems over UDP, each kind of policy is swapped there and back in every system, while three flows carry 20,000
 * numbered packets a second: none is lost, none comes twice, none out of order.
 */
class RingSwapIT {
    /** Of each kind, in one system after the other that uses a policy of the kind. */
    private static final int SWAPS_EACH_WAY = Boolean.getBoolean("ouroboros.soak") ? 1_000 : 20;

    /** What a machine costs that has no core for a reader while 512 packets come. */
    private static final String QUEUE_FULL = "queue full";

    private static @Nullable SecurityFiles security;
    private static @Nullable Ring started;

    @BeforeAll
    static void start() throws Exception {
        SecurityFiles files = new SecurityFiles();
        security = files;
        for (SwappedPolicy policy : SwappedPolicy.OF_FLOWS) {
            for (int flow = 0; flow < SwapBench.FLOWS; flow++) {
                files.encrypt(SwapBench.server(policy.kind(), flow));
            }
        }
        System.setProperty(SystemProcess.SECURITY, files.root().toString());
        started = Ring.of(SwapBench.SYSTEMS);
    }

    @AfterAll
    static void stop() throws Exception {
        System.clearProperty(SystemProcess.SECURITY);
        if (started != null) {
            started.stop();
        }
        if (security != null) {
            security.close();
        }
    }

    static Stream<SwappedPolicy> ofLayer() {
        return SwappedPolicy.OF_LAYER.stream();
    }

    static Stream<SwappedPolicy> ofFlows() {
        return SwappedPolicy.OF_FLOWS.stream();
    }

    @ParameterizedTest
    @MethodSource("ofLayer")
    void aPolicyOfTheLayerIsSwappedUnderFlowsThatRepairNothing(SwappedPolicy policy) throws Exception {
        Passing passing = swap(policy, QosSpec.RAW);
        assertTrue(passing.passage().lost() <= passing.queueFull(), passing.toString());
    }

    @ParameterizedTest
    @MethodSource("ofFlows")
    void aPolicyThatProtectsFlowsIsSwappedUnderThem(SwappedPolicy policy) throws Exception {
        Passing passing = swap(policy, QosSpec.DATA.withBer(0));
        assertEquals(0, passing.passage().lost(), passing.toString());
    }

    /**
     * What came of the packets while policies were swapped.
     *
     * @param queueFull how many of them found no room where they had to wait
     * @param told what else there is to say, for people
     */
    private record Passing(Passage passage, long queueFull, String told) {}

    private static Passing swap(SwappedPolicy policy, QosSpec qos) throws Exception {
        Ring ring = ring();
        List<PolicyExchange> exchanges = new ArrayList<>();
        for (ShippedSystem system : ring.systems()) {
            exchanges.add(new PolicyExchange(system));
        }
        List<NumberedFlow> flows = new ArrayList<>();
        try {
            for (int flow = 0; flow < SwapBench.FLOWS; flow++) {
                flows.add(SwapBench.flow(ring, flow, policy.kind(), qos));
            }
            Circumstances before = Circumstances.of(ring.systems());
            List<ServiceRegistration<?>> seconds = SwapBench.offerSeconds(policy, exchanges);
            flows.forEach(NumberedFlow::begin);
            String told = SwapBench.swap(policy, exchanges, roundsOf(policy, exchanges));
            for (NumberedFlow flow : flows) {
                flow.rest();
            }
            Passage passage = passage(flows);
            seconds.forEach(ServiceRegistration::unregister);
            Circumstances after = Circumstances.of(ring.systems());
            Passing passing = new Passing(passage, after.droppedSince(before, QUEUE_FULL), told + after.since(before));
            System.out.println(policy.kind() + ": " + passing);
            assertTrue(passage.written() > 0);
            assertEquals(0, passage.duplicated(), passing.toString());
            assertEquals(0, passage.reordered(), passing.toString());
            return passing;
        } finally {
            for (NumberedFlow flow : flows) {
                flow.end();
            }
        }
    }

    /** {@return how often each system that uses a policy of the kind swaps it there and back} */
    private static int roundsOf(SwappedPolicy policy, List<PolicyExchange> exchanges) {
        int users = 0;
        for (PolicyExchange exchange : exchanges) {
            users += exchange.uses(policy.kind()) ? 1 : 0;
        }
        return Math.ceilDiv(SWAPS_EACH_WAY, users);
    }

    private static Ring ring() {
        Ring present = started;
        if (present == null) {
            throw new IllegalStateException("the ring was not made");
        }
        return present;
    }

    private static Passage passage(List<NumberedFlow> flows) throws InterruptedException {
        Passage all = new Passage(0, 0, 0, 0, 0);
        for (NumberedFlow flow : flows) {
            all = all.and(flow.passage());
        }
        return all;
    }
}
