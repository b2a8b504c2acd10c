// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy.Directory;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * What a member knows of the names of its layer: what is registered here, and a directory policy that finds the others. Confined to the
 * loop.
 *
 * <p>While no policy is there, what was known is kept, and queries wait for a bounded time.
 */
final class NameDirectory implements AutoCloseable {
    /** Endpoint id of the component. */
    static final long EID = 1;

    /** Queries that wait for a policy at most. */
    private static final int MOST_WAITING = 1_024;

    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    /** Stands for no policy. */
    private static final DirectoryPolicy ABSENT = (host, start) -> {
        throw new IllegalStateException("no directory is opened of this");
    };

    /** A query that waits for a policy. */
    private record Waiting(NameHash name, CompletableFuture<List<Long>> answer) {}

    private final DirectoryHost host;
    private final Set<NameHash> own = new LinkedHashSet<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final LoopTimer limit;
    private final PolicyUse<DirectoryPolicy> policy;
    private DirectoryState kept = DirectoryState.empty(); // while no policy is there
    private @Nullable Directory directory;
    private long dropped;

    /**
     * Makes an empty directory.
     *
     * @param host what the directory needs of its IPCP
     * @param policies what is present
     * @param wanted name of the directory policy
     */
    NameDirectory(DirectoryHost host, Policies policies, String wanted) {
        this.host = host;
        this.limit = host.loop().timer(this::giveUp);
        this.policy = new PolicyUse<>(policies.directory(), host.ipcp(), wanted, ABSENT, this::adopt);
    }

    void register(NameHash name) {
        if (own.add(name) && directory != null) {
            directory.register(name);
        }
    }

    void unregister(NameHash name) {
        if (own.remove(name) && directory != null) {
            directory.unregister(name);
        }
    }

    /** {@return completes with addresses of other members at which a name is registered; empty if there are none} */
    CompletableFuture<List<Long>> query(NameHash name) {
        Directory present = directory;
        CompletableFuture<List<Long>> answer;
        if (present != null) {
            answer = present.query(name);
        } else if (waiting.size() < MOST_WAITING) {
            answer = new CompletableFuture<>();
            waiting.add(new Waiting(name, answer));
            limit.arm(WAIT_NS);
        } else {
            return CompletableFuture.completedFuture(List.of());
        }
        return answer.thenApply(found ->
                found.stream().filter(address -> address != host.address()).toList());
    }

    /** Takes a message of another member's directory; ownership passes. */
    void receive(Packet message) {
        if (directory == null) {
            dropped++;
            message.release();
        } else {
            directory.receive(message);
        }
    }

    void routesChanged() {
        if (directory != null) {
            directory.routesChanged();
        }
    }

    /** {@return what is known} */
    DirectoryState state() {
        return directory == null ? kept : directory.state();
    }

    Map<String, Long> counters() {
        return directory == null ? Map.of("dropped: no policy", dropped) : directory.counters();
    }

    @Override
    public void close() {
        limit.cancel();
        giveUp();
        policy.close();
        if (directory != null) {
            directory.close();
        }
    }

    @SuppressWarnings("ReferenceEquality") // the stand-in is one object
    private void adopt(DirectoryPolicy next) {
        Directory before = directory;
        kept = withOwn(state());
        directory = next == ABSENT ? null : next.open(host, kept);
        if (before != null) {
            before.close();
        }
        if (directory != null) {
            for (Waiting query = waiting.poll(); query != null; query = waiting.poll()) {
                directory.query(query.name()).thenAccept(query.answer()::complete);
            }
        }
    }

    private DirectoryState withOwn(DirectoryState state) {
        return new DirectoryState(state.id(), List.copyOf(own), state.entries(), state.contacts());
    }

    private void giveUp() {
        for (Waiting query = waiting.poll(); query != null; query = waiting.poll()) {
            query.answer().complete(List.of());
        }
    }
}
