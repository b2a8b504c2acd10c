// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.IpcpType;

/**
 * Does once, elsewhere, what a swap does on the loop that packets pass on. The first time takes a hundred times as long as any other,
 * since classes are loaded and calls are linked, and packets would wait for that. It is done on virtual time, with a slot and policies that nobody
 * else knows.
 */
final class SwapRehearsal {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final String NAME = "rehearsal";
    private static final String USUAL = "usual";
    private static final String OTHER = "other";

    private final AtomicBoolean begun = new AtomicBoolean();

    /** Rehearses, unless that was done or is being done. Any thread that may take its time. */
    void once() {
        if (begun.compareAndSet(false, true)) {
            rehearse(new SimulatedLoop(0));
        }
    }

    /** Plans, accepts and rolls back. */
    private static void rehearse(SimulatedLoop loop) {
        EndpointPolicies policies = new EndpointPolicies(loop, DEADLINE);
        for (String name : List.of(USUAL, OTHER)) {
            policies.integrity().offer(new Candidate<>(new Prop(name), IntegrityPolicy.KIND, name, NAME, "1.0.0"));
        }
        loop.run();
        try (PolicySlot<IntegrityPolicy> slot =
                policies.integrity().open(NAME, USUAL, new Prop("absent"), next -> new Nothing())) {
            loop.await(slot.settled());
            Swaps swaps = new Swaps(
                    loop,
                    new Nowhere(),
                    policies,
                    new SwapJournal(loop, SwapLogFile::text, List.of()),
                    (event, subject, message) -> {});
            loop.await(swaps.plan(to(OTHER)));
            loop.await(swaps.swap(to(OTHER)));
            loop.run(); // until it is accepted
            loop.await(swaps.swap(to(USUAL)));
            loop.await(swaps.rollBack());
        }
        loop.run();
    }

    private static SwapSpec to(String policy) {
        return new SwapSpec(IntegrityPolicy.KIND, policy, Set.of(), WATCH, NAME);
    }

    /** A policy that no flow uses. */
    private record Prop(String name) implements IntegrityPolicy {
        @Override
        public Checker open() {
            throw new IllegalStateException("no flow has integrity policy '" + name + "'");
        }
    }

    /** What is exchanged. */
    private static final class Nothing implements PolicySlot.Transition {
        @Override
        public void commit() {}

        @Override
        public void rollBack() {}

        @Override
        public void retire() {}
    }

    /** A system without IPCPs. */
    private static final class Nowhere implements SwapPlaces {
        @Override
        public Stream<IpcpType> typesInUse() {
            return Stream.empty();
        }

        @Override
        public void requireKnown(String ipcp) {
            throw new IrmException(IrmException.Problem.UNKNOWN, "no IPCP '" + ipcp + "'");
        }
    }
}
