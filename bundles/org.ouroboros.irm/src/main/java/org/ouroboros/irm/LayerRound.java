// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Asks members something, again and again until each has answered or its time is up. Confined to the loop.
 *
 * @param <A> how they answer
 */
final class LayerRound<A extends LayerWord> {
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private final IpcpLoop loop;
    private final LayerChannel channel;
    private final LayerWord question;
    private final Set<Long> open;
    private final long endNs;
    private final LoopTimer again;
    private final Map<Long, A> answers = new LinkedHashMap<>();
    private final CompletableFuture<Map<Long, A>> result = new CompletableFuture<>();

    /**
     * Begins.
     *
     * @param members whom to ask
     * @param limit how long they may take
     */
    LayerRound(IpcpLoop loop, LayerChannel channel, LayerWord question, Collection<Long> members, Duration limit) {
        this.loop = loop;
        this.channel = channel;
        this.question = question;
        this.open = new LinkedHashSet<>(members);
        this.endNs = loop.nowNs() + limit.toNanos();
        this.again = loop.timer(this::ask);
        ask();
    }

    /** {@return completes with what was answered, by address, or with {@link IrmException} if the system ends} */
    CompletableFuture<Map<Long, A>> answers() {
        return result.copy();
    }

    /** Takes an answer. */
    void heard(long from, A answer) {
        if (open.remove(from)) {
            answers.put(from, answer);
            endIfAnswered();
        }
    }

    /** Asks some members no more. */
    void excuse(Collection<Long> members) {
        if (open.removeAll(members)) {
            endIfAnswered();
        }
    }

    /** Asks nobody any more, since the system ends: who waits for the answers is told so. */
    void close() {
        again.cancel();
        result.completeExceptionally(new IrmException(
                IrmException.Problem.UNAVAILABLE, "this system ended before all members had answered"));
    }

    private void ask() {
        if (open.isEmpty() || loop.nowNs() - endNs >= 0) {
            end();
        } else {
            open.forEach(member -> channel.tell(member, question));
            again.arm(AGAIN_NS);
        }
    }

    private void endIfAnswered() {
        if (open.isEmpty()) {
            end();
        }
    }

    private void end() {
        again.cancel();
        result.complete(answers);
    }
}
