// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ouroboros.host.Touched;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.ForwardingState;
import org.ouroboros.policy.forwarding.ForwardingState.Destination;
import org.ouroboros.policy.forwarding.ForwardingState.Hop;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/**
 * How forwarding policies are put in use: the table stays, and the successor has chosen among the next hops in it before it does so for
 * packets. Confined to the loop.
 */
final class ForwardingAdoption implements Adoption<ForwardingPolicy> {
    /** Destinations that are rehearsed at most. */
    private static final int MOST_REHEARSED = 4_096;

    /** Endpoints for each of which a choice is rehearsed. */
    private static final int REHEARSED_EIDS = 4;

    private static final Duration GAP = Duration.ofNanos(10_000);

    private final Supplier<ForwardingTable> table;
    private final IntSupplier flows;
    private final LongSupplier asked;
    private final ForwardingPolicy standIn;
    private final Health health;

    /**
     * Of a member.
     *
     * @param table the forwarding table
     * @param flows counts the flows that end here
     * @param asked counts the packets that needed a next hop
     * @param standIn what is in use while there is no policy
     * @param health counts violations
     */
    ForwardingAdoption(
            Supplier<ForwardingTable> table,
            IntSupplier flows,
            LongSupplier asked,
            ForwardingPolicy standIn,
            Health health) {
        this.table = table;
        this.flows = flows;
        this.asked = asked;
        this.standIn = standIn;
        this.health = health;
    }

    @Override
    public Preparation<ForwardingPolicy> snapshot() {
        ForwardingState state = state();
        return next -> {
            if (next != standIn) {
                StateRefused.check(next, state);
                state.destinations().stream().limit(MOST_REHEARSED).forEach(each -> rehearse(next, each));
            }
            return new Takeover<>() {
                @Override
                public void commit() {
                    health.renewed();
                }

                @Override
                public void rollBack(ForwardingPolicy before) {
                    health.renewed();
                }
            };
        };
    }

    @Override
    public Touched touched() {
        return new Touched(flows.getAsInt(), state().summary(), GAP);
    }

    @Override
    public Vitals vitals() {
        return health.vitals(asked.getAsLong(), asked.getAsLong() - health.violations());
    }

    private static void rehearse(ForwardingPolicy policy, Destination destination) {
        for (long eid = FlowTable.FIRST_EID; eid < FlowTable.FIRST_EID + REHEARSED_EIDS; eid++) {
            int chosen = policy.choose(destination, eid);
            boolean fits = chosen < 0 ? !destination.up(0) : chosen < destination.size() && destination.up(chosen);
            if (!fits) {
                throw new StateRefused("it chooses next hop " + chosen + " of " + destination.hops() + " to "
                        + Address.text(destination.address()));
            }
        }
    }

    private ForwardingState state() {
        List<Destination> destinations = table.get().all().stream()
                .map(entry -> new Destination(
                        entry.destination(),
                        IntStream.range(0, entry.size())
                                .mapToObj(i -> new Hop(entry.neighbour(i), entry.up(i)))
                                .toList()))
                .toList();
        return new ForwardingState(destinations);
    }
}
