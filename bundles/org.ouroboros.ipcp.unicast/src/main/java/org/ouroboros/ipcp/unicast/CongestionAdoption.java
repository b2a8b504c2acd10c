// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
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
final class CongestionAdoption
        implements Adoption<CongestionPolicy>,
                JointTakeover.Users<CongestionPolicy, UnicastFlow, CongestionState, Controller> {
    /** States of flows that are rehearsed at most. */
    private static final int MOST_REHEARSED = 4_096;

    private static final int REHEARSED_BYTES = 1_400;
    private static final int REHEARSED_QUEUE = 64;
    private static final long GAP_PER_FLOW_NS = 500;

    private final IpcpLoop loop;
    private final Supplier<List<UnicastFlow>> flows;
    private final Health health;

    /**
     * Of a member.
     *
     * @param loop the loop that it lives on
     * @param flows the flows that end here
     * @param health counts violations
     */
    CongestionAdoption(IpcpLoop loop, Supplier<List<UnicastFlow>> flows, Health health) {
        this.loop = loop;
        this.flows = flows;
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
            return new JointTakeover<>(this, next, health);
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

    @Override
    public List<UnicastFlow> all() {
        return flows.get();
    }

    @Override
    public CongestionState beginning() {
        return CongestionState.SLOW_START;
    }

    @Override
    public CongestionState state(UnicastFlow flow, CongestionState otherwise) {
        return state(flow.controller(), otherwise);
    }

    /** {@return from where a successor of a controller goes on; {@code otherwise} if it does not say} */
    CongestionState state(Controller controller, CongestionState otherwise) {
        try {
            return controller.state();
        } catch (RuntimeException | Error failure) {
            health.violation("does not say its state", failure);
            return otherwise;
        }
    }

    @Override
    public Controller open(CongestionPolicy policy, CongestionState start) {
        return policy.open(start, loop.nowNs());
    }

    @Override
    public Controller put(UnicastFlow flow, Controller opened) {
        return flow.controller(opened);
    }

    @Override
    public void takenBack() {
        flows.get().forEach(flow -> loop.execute(flow::letGo));
    }
}
