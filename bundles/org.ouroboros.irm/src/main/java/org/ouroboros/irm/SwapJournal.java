// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.loop.IpcpLoop;

/** The log of the swaps of a system: the latest ones, of earlier runs too. Confined to the loop. */
final class SwapJournal {
    /** Swaps that are kept at most: the latest ones, and those that are followed still. */
    static final int MOST_SWAPS = 256;

    /** Where it is written down. */
    interface Storage {
        /** Writes the swaps in place of those that were written before. May block. */
        void write(List<SwapInfo> swaps) throws IOException;
    }

    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(SwapJournal.class.getName());

    private final IpcpLoop loop;
    private final Storage storage;
    private final Deque<SwapInfo> swaps = new ArrayDeque<>();
    private CompletableFuture<@Nullable Void> writing = CompletableFuture.completedFuture(null);

    /**
     * Recalls what was written. A swap that was not over then was taken back by the end of the system.
     *
     * @param storage where it is written down
     * @param written the swaps of earlier runs, the last one last
     */
    SwapJournal(IpcpLoop loop, Storage storage, List<SwapInfo> written) {
        this.loop = loop;
        this.storage = storage;
        written.stream()
                .map(swap -> swap.state().ended()
                        ? swap
                        : swap.in(
                                SwapState.ROLLED_BACK,
                                "the system ended before it was accepted, and began with what was in use before"))
                .forEach(this::add);
    }

    /** {@return the number of the next swap} */
    long nextNumber() {
        return swaps.isEmpty() ? 1 : swaps.getLast().number() + 1;
    }

    /** {@return the swaps, the last one last} */
    List<SwapInfo> all() {
        return List.copyOf(swaps);
    }

    /** Takes a swap in, in place of what was known of it; {@return completes on the loop when it is written, or with {@link IrmException}} */
    CompletableFuture<@Nullable Void> put(SwapInfo swap) {
        replaceOrAdd(swap);
        List<SwapInfo> latest = all();
        CompletableFuture<@Nullable Void> written = writing.thenCompose(earlier -> write(latest));
        writing = written.exceptionally(failure -> null);
        return written;
    }

    /** {@return completes when everything is written, or cannot be} */
    CompletableFuture<@Nullable Void> written() {
        return writing;
    }

    /** Swaps that are known are among the last ones, in the order of their numbers. */
    private void replaceOrAdd(SwapInfo swap) {
        Deque<SwapInfo> later = new ArrayDeque<>();
        while (!swaps.isEmpty() && swaps.getLast().number() > swap.number()) {
            later.addFirst(swaps.removeLast());
        }
        if (!swaps.isEmpty() && swaps.getLast().number() == swap.number()) {
            swaps.removeLast();
        }
        add(swap);
        later.forEach(this::add);
    }

    private void add(SwapInfo swap) {
        swaps.addLast(swap);
        if (swaps.size() > MOST_SWAPS) {
            swaps.remove(
                    swaps.stream().filter(each -> !decides(each)).findFirst().orElseGet(swaps::getFirst));
        }
    }

    /** {@return whether a swap was accepted for the whole system} */
    static boolean isForAll(SwapInfo swap) {
        return swap.state() == SwapState.ACCEPTED && swap.spec().ipcps().isEmpty();
    }

    /** {@return whether the system follows a swap still: it is the latest one to its policy that was accepted} */
    private boolean decides(SwapInfo swap) {
        return isForAll(swap)
                && swaps.stream()
                        .noneMatch(later -> later.number() > swap.number()
                                && isForAll(later)
                                && later.spec().kind().equals(swap.spec().kind())
                                && later.spec().policy().equals(swap.spec().policy()));
    }

    private CompletableFuture<@Nullable Void> write(List<SwapInfo> latest) {
        return loop.offload(
                        () -> {
                            storage.write(latest);
                            return latest;
                        },
                        WRITE_LIMIT)
                .handle((written, failure) -> {
                    if (failure == null) {
                        return null;
                    }
                    String reason = Failures.message(failure);
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "the log of swaps cannot be written, and lacks what happened after a restart: {0}",
                            reason);
                    throw new IrmException(
                            IrmException.Problem.WRONG_STATE, "the log of swaps cannot be written: " + reason);
                });
    }
}
