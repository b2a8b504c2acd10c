// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Connects a first member, after a restart, to those that were its neighbours: nobody else tells it where the rest of its layer is. Confined
 * to the loop.
 *
 * <p>They have the time to come back by themselves first. It is tried, ever more seldom, until all are back or an operator disconnects
 * them.
 */
final class Reunion implements AutoCloseable {
    private static final long FIRST_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);

    private final Supplier<List<String>> remembered;
    private final Predicate<String> isAdjacent;
    private final Function<String, CompletableFuture<Void>> connect;
    private final List<String> missed;
    private final LoopTimer timer;
    private long pauseNs = FIRST_NS;

    /**
     * Begins.
     *
     * @param loop the loop of the IPCP
     * @param remembered names of the neighbours as they are remembered now
     * @param isAdjacent whether one of them is a neighbour
     * @param connect connects to one of them
     */
    Reunion(
            IpcpLoop loop,
            Supplier<List<String>> remembered,
            Predicate<String> isAdjacent,
            Function<String, CompletableFuture<Void>> connect) {
        this.remembered = remembered;
        this.isAdjacent = isAdjacent;
        this.connect = connect;
        this.missed = remembered.get();
        this.timer = loop.timer(this::look);
        if (!missed.isEmpty()) {
            timer.arm(pauseNs);
        }
    }

    private void look() {
        List<String> absent = remembered.get().stream()
                .filter(missed::contains)
                .filter(isAdjacent.negate())
                .toList();
        if (!absent.isEmpty()) {
            absent.forEach(neighbour -> connect.apply(neighbour).exceptionally(failure -> null)); // tried again below
            pauseNs = Math.min(2 * pauseNs, LONGEST_NS);
            timer.arm(pauseNs);
        }
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
