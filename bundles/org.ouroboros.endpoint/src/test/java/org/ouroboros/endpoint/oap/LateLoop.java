// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.ouroboros.loop.simulation.ForwardingLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** A simulated loop, one piece of whose offloaded work ends after its deadline, and nevertheless with a result. It knows what the others made. */
final class LateLoop extends ForwardingLoop {
    private static final long LATENESS_NS = 1_000_000;

    private final SimulatedLoop simulation;
    private final List<Object> inTime = new ArrayList<>();
    private final List<Object> tooLate = new ArrayList<>();
    private int before;

    /**
     * Makes a loop.
     *
     * @param before how many pieces of work are in time before that
     */
    LateLoop(SimulatedLoop simulation, int before) {
        super(simulation);
        this.simulation = simulation;
        this.before = before;
    }

    /** {@return what the one piece of work that was late has made} */
    <T> T late(Class<T> type) {
        simulation.runUntil(() -> !tooLate.isEmpty());
        return type.cast(tooLate.getFirst());
    }

    /** {@return what the last piece of work that was in time has made} */
    <T> T made(Class<T> type) {
        return type.cast(inTime.getLast());
    }

    @Override
    public <T> CompletableFuture<T> offload(Callable<T> work, Duration deadline) {
        if (before-- != 0) {
            return simulation.offload(
                    () -> {
                        T made = work.call();
                        inTime.add(made);
                        return made;
                    },
                    deadline);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        simulation.at(deadline.toNanos(), () -> result.completeExceptionally(new TimeoutException("late")));
        simulation.at(deadline.toNanos() + LATENESS_NS, () -> {
            try {
                tooLate.add(work.call());
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        return result;
    }
}
