// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ouroboros.host.Touched;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/**
 * How congestion policies are put in use: each flow goes on at the rate that it had, with a controller of the successor. Confined to the
 * loop.
 */
final class CongestionAdoption implements Adoption<CongestionPolicy> {
    /** States of flows that are rehearsed at most. */
    private static final int MOST_REHEARSED = 4_096;

    private static final int REHEARSED_BYTES = 1_400;
    private static final int REHEARSED_QUEUE = 64;
    private static final long GAP_PER_FLOW_NS = 500;

    private final IpcpLoop loop;
    private final Supplier<List<UnicastFlow>> flows;
    private final Supplier<CongestionPolicy> inUse;
    private final Health health;

    /**
     * Of a member.
     *
     * @param loop the loop that it lives on
     * @param flows the flows that end here
     * @param inUse the policy in use
     * @param health counts violations
     */
    CongestionAdoption(
            IpcpLoop loop, Supplier<List<UnicastFlow>> flows, Supplier<CongestionPolicy> inUse, Health health) {
        this.loop = loop;
        this.flows = flows;
        this.inUse = inUse;
        this.health = health;
    }

    @Override
    public Preparation<CongestionPolicy> snapshot() {
        long nowNs = loop.nowNs();
        List<CongestionState> states = flows.get().stream()
                .limit(MOST_REHEARSED)
                .map(flow -> state(flow, CongestionState.SLOW_START))
                .distinct()
                .toList();
        return next -> {
            if (next != Congestion.FROZEN) {
                int mark = next.mark(0, REHEARSED_QUEUE);
                if (mark < 0 || mark > 0xFF) {
                    throw new StateRefused("it marks a packet with " + mark + ", which is outside 0..255");
                }
                rehearse(next, CongestionState.SLOW_START, nowNs);
                states.forEach(state -> rehearse(next, state, nowNs));
            }
            return new Exchange(next);
        };
    }

    @Override
    public Touched touched() {
        int count = flows.get().size();
        return new Touched(
                count, "rate and echo of " + count + " flows", Duration.ofNanos((count + 1) * GAP_PER_FLOW_NS));
    }

    @Override
    public Vitals vitals() {
        return health.vitals(0, 0);
    }

    private static void rehearse(CongestionPolicy policy, CongestionState state, long nowNs) {
        StateRefused.check(policy, state);
        Controller controller = policy.open(state, nowNs);
        try {
            long waitNs = controller.onSend(REHEARSED_BYTES, nowNs);
            if (waitNs > CongestionPolicy.LONGEST_WAIT_NS) {
                throw new StateRefused("it holds a flow of " + state.summary() + " for " + waitNs
                        + " ns after one packet, of at most " + CongestionPolicy.LONGEST_WAIT_NS);
            }
            controller.onReceive(0);
            controller.onEcho(state.echoed(), nowNs);
            controller.state();
        } finally {
            controller.close();
        }
    }

    /** {@return from where a successor goes on; {@code otherwise} if the policy in use does not say} */
    private CongestionState state(UnicastFlow flow, CongestionState otherwise) {
        try {
            return flow.controller().state();
        } catch (RuntimeException | Error failure) {
            health.violation("does not say its state", failure);
            return otherwise;
        }
    }

    private void exchange(CongestionPolicy next, Map<UnicastFlow, CongestionState> states) {
        List<UnicastFlow> all = flows.get();
        long nowNs = loop.nowNs();
        List<Controller> opened = new ArrayList<>(all.size());
        try {
            for (UnicastFlow flow : all) {
                opened.add(next.open(states.getOrDefault(flow, CongestionState.SLOW_START), nowNs));
            }
        } catch (RuntimeException | Error failure) {
            opened.forEach(controller -> Health.close(controller, health));
            throw failure;
        }
        List<Controller> before = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            before.add(all.get(i).controller(opened.get(i)));
        }
        before.forEach(controller -> Health.close(controller, health));
        health.renewed();
    }

    /** One policy in place of another. */
    private final class Exchange implements Takeover {
        private final CongestionPolicy next;
        private final Map<UnicastFlow, CongestionState> handedOver = new HashMap<>();
        private CongestionPolicy before;

        Exchange(CongestionPolicy next) {
            this.next = next;
            this.before = next;
        }

        @Override
        public void commit() {
            before = inUse.get();
            flows.get().forEach(flow -> handedOver.put(flow, state(flow, CongestionState.SLOW_START)));
            exchange(next, handedOver);
        }

        @Override
        public void rollBack() {
            Map<UnicastFlow, CongestionState> now = new HashMap<>();
            for (UnicastFlow flow : flows.get()) {
                now.put(flow, state(flow, handedOver.getOrDefault(flow, CongestionState.SLOW_START)));
            }
            exchange(before, now);
            flows.get().forEach(flow -> loop.execute(flow::letGo));
        }
    }
}
