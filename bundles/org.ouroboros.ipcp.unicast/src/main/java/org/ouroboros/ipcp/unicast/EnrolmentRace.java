// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Tries to enrol with one member after the other, and with the next one already when the one before keeps silent: over most layers a member
 * that is gone cannot be told from one that is slow. The first that answers counts. Confined to the loop.
 */
final class EnrolmentRace implements AutoCloseable {
    /** How long a member may keep silent before the next one is asked, too. */
    private static final long HEAD_START_NS = TimeUnit.SECONDS.toNanos(2);

    private final List<String> members;
    private final Function<String, CompletableFuture<Void>> enrol;
    private final LoopTimer headStart;
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private @Nullable Throwable failure; // of the member that was wanted
    private int asked;
    private int underWay;

    /**
     * Begins.
     *
     * @param loop the loop of the IPCP
     * @param members names that reach members, the one that is wanted first
     * @param enrol enrols with one of them
     */
    EnrolmentRace(IpcpLoop loop, List<String> members, Function<String, CompletableFuture<Void>> enrol) {
        this.members = members;
        this.enrol = enrol;
        this.headStart = loop.timer(this::askNext);
        askNext();
    }

    /** {@return completes when one enrolment worked, or with the failure of the first when none did} */
    CompletableFuture<Void> result() {
        return result;
    }

    /** Asks nobody any more. */
    @Override
    public void close() {
        headStart.cancel();
        result.cancel(false);
    }

    private void askNext() {
        headStart.cancel();
        if (result.isDone() || asked == members.size()) {
            return;
        }
        int index = asked++;
        underWay++;
        if (asked < members.size()) {
            headStart.arm(HEAD_START_NS);
        }
        enrol.apply(members.get(index)).whenComplete((nothing, problem) -> ended(index, problem));
    }

    private void ended(int index, @Nullable Throwable problem) {
        underWay--;
        if (problem == null) {
            headStart.cancel();
            result.complete(null);
            return;
        }
        if (index == 0) {
            failure = problem;
        }
        askNext();
        if (underWay == 0 && failure != null) {
            result.completeExceptionally(failure);
        }
    }
}
