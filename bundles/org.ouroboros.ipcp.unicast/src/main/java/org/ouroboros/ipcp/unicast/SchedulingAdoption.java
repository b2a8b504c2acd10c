// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.ouroboros.host.Touched;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;
import org.ouroboros.policy.scheduling.SchedulingState;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/**
 * How scheduling policies are put in use: packets that wait stay where they are, and a scheduler for each N-1 flow goes on in the round of the
 * one before. Confined to the loop.
 */
final class SchedulingAdoption
        implements Adoption<SchedulingPolicy>, JointTakeover.Users<SchedulingPolicy, Hop, SchedulingState, Scheduler> {
    private static final int CUBE_SETS = 1 << Hop.CUBES;
    private static final long GAP_PER_HOP_NS = 1_000;

    private final Supplier<Collection<Hop>> hops;
    private final IntSupplier flows;
    private final Health health;

    /**
     * Of a member.
     *
     * @param hops its N-1 flows
     * @param flows counts the flows that end here
     * @param health counts violations
     */
    SchedulingAdoption(Supplier<Collection<Hop>> hops, IntSupplier flows, Health health) {
        this.hops = hops;
        this.flows = flows;
        this.health = health;
    }

    @Override
    public Preparation<SchedulingPolicy> snapshot() {
        List<SchedulingState> states = hops.get().stream()
                .map(hop -> hop.schedulingState(SchedulingState.NONE))
                .distinct()
                .toList();
        return next -> {
            if (next != FirstInFirstOut.ORDER) {
                rehearse(next, SchedulingState.NONE);
                states.forEach(state -> rehearse(next, state));
            }
            return new JointTakeover<>(this, next, health);
        };
    }

    @Override
    public Touched touched() {
        Collection<Hop> all = hops.get();
        int waiting = all.stream().mapToInt(Hop::queued).sum();
        String state = "rounds of " + all.size() + " N-1 flows, on which " + waiting + " packets wait";
        return new Touched(flows.getAsInt(), state, Duration.ofNanos(all.size() * GAP_PER_HOP_NS));
    }

    @Override
    public Vitals vitals() {
        long chosen = hops.get().stream().mapToLong(Hop::chosen).sum();
        return health.vitals(chosen, chosen - health.violations());
    }

    /** {@return a scheduler for a new N-1 flow} */
    Scheduler opened(SchedulingPolicy policy) {
        try {
            return policy.open(SchedulingState.NONE);
        } catch (RuntimeException | Error failure) {
            health.violation("failed to open", failure);
            return FirstInFirstOut.ORDER;
        }
    }

    private static void rehearse(SchedulingPolicy policy, SchedulingState state) {
        StateRefused.check(policy, state);
        Scheduler scheduler = policy.open(state);
        try {
            for (int waiting = 1; waiting < CUBE_SETS; waiting++) {
                int cube = scheduler.next(waiting);
                if (cube < 0 || cube >= Hop.CUBES || (waiting & 1 << cube) == 0) {
                    throw new StateRefused("it chooses cube " + cube + " where the cubes of mask " + waiting + " wait");
                }
            }
            scheduler.state();
        } finally {
            scheduler.close();
        }
    }

    @Override
    public Collection<Hop> all() {
        return hops.get();
    }

    @Override
    public SchedulingState beginning() {
        return SchedulingState.NONE;
    }

    @Override
    public SchedulingState state(Hop hop, SchedulingState otherwise) {
        return hop.schedulingState(otherwise);
    }

    @Override
    public Scheduler open(SchedulingPolicy policy, SchedulingState start) {
        return policy.open(start);
    }

    @Override
    public Scheduler put(Hop hop, Scheduler opened) {
        return hop.schedule(opened);
    }
}
