// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
final class SchedulingAdoption implements Adoption<SchedulingPolicy> {
    private static final int CUBE_SETS = 1 << Hop.CUBES;
    private static final long GAP_PER_HOP_NS = 1_000;

    private final Supplier<Collection<Hop>> hops;
    private final Supplier<SchedulingPolicy> inUse;
    private final IntSupplier flows;
    private final SchedulingPolicy standIn;
    private final Health health;

    /**
     * Of a member.
     *
     * @param hops its N-1 flows
     * @param inUse the policy in use
     * @param flows counts the flows that end here
     * @param standIn what is in use while there is no policy
     * @param health counts violations
     */
    SchedulingAdoption(
            Supplier<Collection<Hop>> hops,
            Supplier<SchedulingPolicy> inUse,
            IntSupplier flows,
            SchedulingPolicy standIn,
            Health health) {
        this.hops = hops;
        this.inUse = inUse;
        this.flows = flows;
        this.standIn = standIn;
        this.health = health;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the stand-in is one object
    public Preparation<SchedulingPolicy> snapshot() {
        List<SchedulingState> states = hops.get().stream()
                .map(hop -> hop.schedulingState(SchedulingState.NONE))
                .distinct()
                .toList();
        return next -> {
            if (next != standIn) {
                rehearse(next, SchedulingState.NONE);
                states.forEach(state -> rehearse(next, state));
            }
            return new Exchange(next);
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

    /** {@return a scheduler for an N-1 flow, by the policy in use; null for first in, first out} */
    @Nullable
    Scheduler opened() {
        return opened(inUse.get(), SchedulingState.NONE);
    }

    @SuppressWarnings("ReferenceEquality") // the stand-in is one object
    private @Nullable Scheduler opened(SchedulingPolicy policy, SchedulingState start) {
        return policy == standIn ? null : policy.open(start);
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

    private void exchange(SchedulingPolicy next, Map<Hop, SchedulingState> states) {
        List<Hop> all = List.copyOf(hops.get());
        List<@Nullable Scheduler> opened = new ArrayList<>(all.size());
        try {
            for (Hop hop : all) {
                opened.add(opened(next, states.getOrDefault(hop, SchedulingState.NONE)));
            }
        } catch (RuntimeException | Error failure) {
            opened.forEach(scheduler -> Health.close(scheduler, health));
            throw failure;
        }
        List<@Nullable Scheduler> before = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            before.add(all.get(i).schedule(opened.get(i)));
        }
        before.forEach(scheduler -> Health.close(scheduler, health));
        health.renewed();
    }

    /** One policy in place of another. */
    private final class Exchange implements Takeover {
        private final SchedulingPolicy next;
        private final Map<Hop, SchedulingState> handedOver = new HashMap<>();
        private SchedulingPolicy before;

        Exchange(SchedulingPolicy next) {
            this.next = next;
            this.before = next;
        }

        @Override
        public void commit() {
            before = inUse.get();
            hops.get().forEach(hop -> handedOver.put(hop, hop.schedulingState(SchedulingState.NONE)));
            exchange(next, handedOver);
        }

        @Override
        public void rollBack() {
            Map<Hop, SchedulingState> now = new HashMap<>();
            hops.get()
                    .forEach(hop ->
                            now.put(hop, hop.schedulingState(handedOver.getOrDefault(hop, SchedulingState.NONE))));
            exchange(before, now);
        }
    }
}
