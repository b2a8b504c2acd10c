// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * What IPCPs remember. Of those that are back after a restart it is written down, one file after the other and off the loop: what
 * changes again within a short time is written once. Confined to the loop.
 */
final class IpcpMemory {
    /** Characters that an IPCP remembers at most. */
    static final int MOST_CHARACTERS = 65_536;

    /** IPCPs of earlier runs that are known at most. */
    static final int MOST_IPCPS = 4_096;

    /** Where it is written down. */
    interface Storage {
        /** Writes what an IPCP remembers, in place of what was written before; nothing if that is empty. May block. */
        void write(String ipcp, Map<String, String> facts) throws IOException;
    }

    private static final Duration COALESCING = Duration.ofMillis(100);
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(10);
    private static final System.Logger LOG = System.getLogger(IpcpMemory.class.getName());

    private final IpcpLoop loop;
    private final Predicate<String> kept;
    private final Storage storage;
    private final LoopTimer timer;
    private final Map<String, Map<String, String>> facts;
    private final Set<String> unwritten = new HashSet<>();
    private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);

    /**
     * Recalls what was written.
     *
     * @param kept whether the IPCP of a name is back after a restart
     * @param storage where it is written down
     * @param written what was written in earlier runs, by IPCP
     */
    IpcpMemory(IpcpLoop loop, Predicate<String> kept, Storage storage, Map<String, Map<String, String>> written) {
        this.loop = loop;
        this.kept = kept;
        this.storage = storage;
        this.facts = new HashMap<>(written);
        this.timer = loop.timer(this::write);
    }

    Map<String, String> recall(String ipcp) {
        return facts.getOrDefault(ipcp, Map.of());
    }

    void remember(String ipcp, Map<String, String> remembered) {
        long characters = remembered.entrySet().stream()
                .mapToLong(fact -> fact.getKey().length() + fact.getValue().length())
                .sum();
        if (characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "IPCP '" + ipcp + "' is to remember " + characters + " characters, of at most " + MOST_CHARACTERS);
        }
        if (!remembered.equals(facts.put(ipcp, Map.copyOf(remembered)))) {
            changed(ipcp);
        }
    }

    /** Forgets what an IPCP that is destroyed remembers. */
    void forget(String ipcp) {
        if (facts.remove(ipcp) != null) {
            changed(ipcp);
        }
    }

    /** Other IPCPs may be back after a restart now. */
    void keptOnesChanged() {
        if (!unwritten.isEmpty()) {
            writeSoon();
        }
    }

    /** Writes what is not written yet; {@return completes when that is done} */
    CompletableFuture<Void> flush() {
        timer.cancel();
        write();
        return writing;
    }

    private void changed(String ipcp) {
        unwritten.add(ipcp);
        writeSoon();
    }

    private void writeSoon() {
        if (!timer.armed()) {
            timer.arm(COALESCING.toNanos());
        }
    }

    private void write() {
        for (String ipcp : Set.copyOf(unwritten)) {
            Map<String, String> latest = recall(ipcp);
            if (latest.isEmpty() || kept.test(ipcp)) {
                unwritten.remove(ipcp);
                writing = writing.thenCompose(earlier -> write(ipcp, latest));
            }
        }
    }

    private CompletableFuture<Void> write(String ipcp, Map<String, String> latest) {
        return loop.offload(
                        () -> {
                            storage.write(ipcp, latest);
                            return latest;
                        },
                        WRITE_LIMIT)
                .handle((written, failure) -> tell(ipcp, failure));
    }

    private static @Nullable Void tell(String ipcp, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what IPCP {0} remembers cannot be written, and is as before after a restart: {1}",
                    ipcp,
                    Failures.message(failure));
        }
        return null;
    }
}
