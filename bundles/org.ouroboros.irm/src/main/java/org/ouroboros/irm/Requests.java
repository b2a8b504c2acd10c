// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.irm.Staged.Write;
import org.ouroboros.irm.declaration.Key;

/**
 * Requests of threads outside the loop of the IRM: each is done as a whole, in the system and in what is kept, or not at all. Any
 * thread that may wait.
 */
final class Requests {
    /** Longer than any bound within, so that what is late is named by who was late. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Between two looks at whether the loop moves. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final System.Logger LOG = System.getLogger(Requests.class.getName());

    private final Supplier<IpcResourceManager> irm;
    private final Supplier<@Nullable ConfigurationStore> store;
    private final BooleanSupplier keeps;
    private final Consumer<String> requireMoving;
    private final ReentrantLock writing = new ReentrantLock(); // what is kept changes one request after the other

    /**
     * Makes requests possible.
     *
     * @param irm the IRM that they go to
     * @param store where they are kept; null if there is no such place at the moment
     * @param keeps whether they are kept
     * @param requireMoving refuses one that the loop would not answer now
     */
    Requests(
            Supplier<IpcResourceManager> irm,
            Supplier<@Nullable ConfigurationStore> store,
            BooleanSupplier keeps,
            Consumer<String> requireMoving) {
        this.irm = irm;
        this.store = store;
        this.keeps = keeps;
        this.requireMoving = requireMoving;
    }

    /** What takes a live change back; its outcome is not waited for. */
    interface Undo<T> {
        void accept(IpcResourceManager core, T made);
    }

    /**
     * Makes something: first in the system, then in what is kept. What cannot be kept is taken back, and so is what is there only
     * after the wait for it ended.
     *
     * @param key what is declared with it; a file must not declare it
     */
    <T extends @Nullable Object> T make(
            String what,
            Key key,
            Function<IpcResourceManager, CompletableFuture<T>> live,
            Function<IpcResourceManager, List<Write>> writes,
            Undo<T> undo) {
        if (keeps.getAsBoolean()) {
            requireStore(what);
        }
        CompletableFuture<T> answer = ask(what, core -> {
            if (keeps.getAsBoolean()) {
                core.desired().requireNoFile(key);
            }
            return live.apply(core);
        });
        T made;
        try {
            made = await(what, answer, LIMIT);
        } catch (InterruptedException interrupted) {
            takeBack(what, answer, undo);
            Thread.currentThread().interrupt();
            throw new IrmException(
                    IrmException.Problem.TIMED_OUT, what + ": interrupted while waiting; it is taken back");
        } catch (TimeoutException late) {
            takeBack(what, answer, undo);
            throw late(what);
        }
        if (!keeps.getAsBoolean()) {
            return made;
        }
        try {
            keep(what, core -> core.keeping().stage(writes.apply(core)));
            return made;
        } catch (IrmException unwritten) {
            change(what, core -> undo.accept(core, made));
            throw unwritten;
        }
    }

    /** Takes back what was made, at once or as soon as it is; what fails leaves nothing to take back. */
    private <T extends @Nullable Object> void takeBack(String what, CompletableFuture<T> answer, Undo<T> undo) {
        answer.thenCompose(made -> irm.get().loop().call(() -> {
                    undo.accept(irm.get(), made);
                    return true;
                }))
                .exceptionally(failure -> {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "{0}, which nobody waits for any more, failed: {1}",
                            what,
                            Failures.message(failure));
                    return false;
                });
    }

    /** Takes something back: first in what is kept, then in the system. What cannot be taken back is kept again. */
    void unmake(
            String what,
            Function<IpcResourceManager, List<Write>> writes,
            Function<IpcResourceManager, CompletableFuture<Void>> live) {
        if (!keeps.getAsBoolean()) {
            awaitWhole(what, ask(what, live));
            return;
        }
        requireStore(what);
        List<Staged> kept = keep(what, core -> core.keeping().stage(writes.apply(core)));
        try {
            awaitWhole(what, ask(what, live));
        } catch (IrmException failure) {
            keep(what, core -> {
                List<Staged> back = Staged.reversed(kept);
                core.keeping().note(back);
                return back;
            });
            throw failure;
        }
    }

    /** Writes what a request changes, of which the loop takes note before. */
    private List<Staged> keep(String what, Function<IpcResourceManager, List<Staged>> stage) {
        writing.lock();
        try {
            ConfigurationStore present = requireStore(what);
            try {
                present.finish(); // before the note: what that announces is of earlier requests
            } catch (IOException | IllegalStateException unfinished) {
                throw unkept(what, unfinished);
            }
            List<Staged> steps = look(what, stage);
            try {
                present.write(steps);
                return steps;
            } catch (IOException | IllegalStateException unwritten) { // the latter from a service that is gone
                change(what, core -> core.keeping().note(Staged.reversed(steps)));
                throw unkept(what, unwritten);
            }
        } finally {
            writing.unlock();
        }
    }

    private static IrmException unkept(String what, Exception failure) {
        return new IrmException(
                IrmException.Problem.UNAVAILABLE,
                what + ": it cannot be kept (" + Failures.message(failure) + "); a transient request works");
    }

    private ConfigurationStore requireStore(String what) {
        ConfigurationStore present = store.get();
        if (present == null) {
            throw new IrmException(
                    IrmException.Problem.UNAVAILABLE,
                    what + ": it cannot be kept without the Configuration Admin service; start it, or make a transient"
                            + " request");
        }
        return present;
    }

    void change(String what, Consumer<IpcResourceManager> step) {
        look(what, core -> {
            step.accept(core);
            return true;
        });
    }

    <T extends @Nullable Object> T look(String what, Function<IpcResourceManager, T> step) {
        requireAnswer(what);
        return awaitWhole(what, irm.get().loop().call(() -> step.apply(irm.get())));
    }

    /**
     * Looks at something on the loop, or at what is told in place of that while the loop stands still.
     *
     * @param instead is asked again and again until the loop answers; empty while it moves
     */
    <T> T look(String what, Function<IpcResourceManager, T> step, Supplier<Optional<T>> instead) {
        requireOffLoop(what);
        CompletableFuture<T> answer = irm.get().loop().call(() -> step.apply(irm.get()));
        int looks = 0;
        while (looks < LIMIT.dividedBy(LOOK)) {
            Optional<T> told = instead.get();
            if (told.isPresent()) {
                return told.get();
            }
            try {
                return await(what, answer, LOOK);
            } catch (TimeoutException notYet) {
                looks++;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IrmException(IrmException.Problem.TIMED_OUT, what + ": interrupted while waiting");
            }
        }
        throw late(what);
    }

    /** Has something done that is not kept as a configuration, and waits for what comes of it. */
    <T extends @Nullable Object> T await(String what, Function<IpcResourceManager, CompletableFuture<T>> step) {
        return awaitWhole(what, ask(what, step));
    }

    /**
     * Has something done that other systems take part in, and waits for what comes of it until it is there, the time is over, or the thread is
     * interrupted. What was begun goes on after that, within bounds of its own.
     *
     * @param limit longer than any bound within
     * @param goesOn what to know of that, for people
     */
    <T extends @Nullable Object> T await(
            String what, Duration limit, String goesOn, Function<IpcResourceManager, CompletableFuture<T>> step) {
        return waited(what, ask(what, step), limit, goesOn);
    }

    static <T extends @Nullable Object> T waited(
            String what, CompletableFuture<T> answer, Duration limit, String goesOn) {
        try {
            return await(what, answer, limit);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IrmException(
                    IrmException.Problem.TIMED_OUT, what + ": interrupted while waiting for other systems; " + goesOn);
        } catch (TimeoutException late) {
            throw new IrmException(
                    IrmException.Problem.TIMED_OUT,
                    what + ": other systems took longer than " + limit.toSeconds() + " s; " + goesOn);
        }
    }

    private <T extends @Nullable Object> CompletableFuture<T> ask(
            String what, Function<IpcResourceManager, CompletableFuture<T>> step) {
        requireAnswer(what);
        return irm.get().loop().call(() -> step.apply(irm.get())).thenCompose(Function.identity());
    }

    /** Refuses what the loop would not answer: a caller that holds it, or one that comes while it stands still. */
    private void requireAnswer(String what) {
        requireOffLoop(what);
        requireMoving.accept(what);
    }

    private void requireOffLoop(String what) {
        if (irm.get().loop().held()) {
            throw new IllegalStateException(what + ": this thread holds the loop and must not wait for it");
        }
    }

    private static <T extends @Nullable Object> T await(String what, CompletableFuture<T> answer, Duration limit)
            throws InterruptedException, TimeoutException {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw Failures.asIrmException(what, failure);
        }
    }

    /** Waits for a step that a request must not stop after; an interrupt is for whoever made the request. */
    private static <T extends @Nullable Object> T awaitWhole(String what, CompletableFuture<T> answer) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return await(what, answer, LIMIT);
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (TimeoutException late) {
                    throw late(what);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IrmException late(String what) {
        return new IrmException(
                IrmException.Problem.TIMED_OUT, what + ": no answer within " + LIMIT.toSeconds() + " s");
    }
}
