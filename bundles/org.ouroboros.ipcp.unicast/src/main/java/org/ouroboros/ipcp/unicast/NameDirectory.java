// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryPolicy.Directory;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.Vitals;

/**
 * What a member knows of the names of its layer: what is registered here, and a directory policy that finds the others. Confined to the
 * loop.
 *
 * <p>Queries under way are asked again of a successor. While no policy is there, what was known is kept, and queries wait for a bounded
 * time.
 */
final class NameDirectory implements AutoCloseable {
    /** Endpoint id of the component. */
    static final long EID = 1;

    /** Stands for no policy. */
    static final DirectoryPolicy ABSENT = (host, start) -> {
        throw new IllegalStateException("no directory is opened of this");
    };

    /** Queries under way at most; further ones find nothing. */
    private static final int MOST_QUERIES = 1_024;

    /** Names that are known to be found at most, the ones asked for last. */
    private static final int MOST_FOUND = 256;

    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    /** A query under way. It has identity. */
    private static final class Query {
        private final NameHash name;
        private final CompletableFuture<List<Long>> answer = new CompletableFuture<>();
        private boolean asked; // of a directory that is to answer it

        Query(NameHash name) {
            this.name = name;
        }
    }

    private final DirectoryHost host;
    private final Set<NameHash> own = new LinkedHashSet<>();
    private final Set<Query> queries = new LinkedHashSet<>();
    private final Map<NameHash, Boolean> found = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NameHash, Boolean> eldest) {
            return size() > MOST_FOUND;
        }
    };
    private final LoopTimer limit;
    private final Health health;
    private final PolicyUse<DirectoryPolicy> policy;
    private DirectoryState kept; // what was handed over last
    private @Nullable Directory directory;
    private long dropped;
    private long refused;
    private long askedAgain;
    private long asked; // for names that were found before
    private long served;

    /**
     * Makes a directory in which nothing is registered here.
     *
     * @param host what the directory needs of its IPCP
     * @param start what is known
     * @param policies what is present
     * @param names the policies to use
     * @param flows counts the flows that end here
     */
    NameDirectory(DirectoryHost host, DirectoryState start, Policies policies, PolicyNames names, IntSupplier flows) {
        this.host = host;
        this.kept = start;
        this.limit = host.loop().timer(this::giveUp);
        this.health =
                new Health("IPCP " + host.ipcp() + ": directory policy", "what it was to do is not done", this::label);
        this.policy = new PolicyUse<>(
                policies.directory(),
                host.ipcp(),
                names.directory(),
                ABSENT,
                new DirectoryAdoption(this, flows),
                names.choosing(DirectoryPolicy.KIND));
    }

    private String label() {
        return policy.label();
    }

    void register(NameHash name) {
        if (own.add(name)) {
            guard(present -> present.register(name));
        }
    }

    void unregister(NameHash name) {
        found.remove(name);
        if (own.remove(name)) {
            guard(present -> present.unregister(name));
        }
    }

    /** {@return completes with addresses of other members at which a name is registered; empty if there are none} */
    CompletableFuture<List<Long>> query(NameHash name) {
        if (queries.size() == MOST_QUERIES) {
            refused++;
            return CompletableFuture.completedFuture(List.of());
        }
        Query query = new Query(name);
        queries.add(query);
        if (found.containsKey(name)) {
            asked++;
        }
        if (directory == null) {
            waitForPolicy();
        } else {
            ask(query, directory);
        }
        return query.answer.thenApply(
                all -> all.stream().filter(address -> address != host.address()).toList());
    }

    /** Takes a message of another member's directory; ownership passes. */
    void receive(Packet message) {
        if (directory == null) {
            dropped++;
            message.release();
        } else {
            guard(present -> present.receive(message));
        }
    }

    void routesChanged() {
        guard(Directory::routesChanged);
    }

    /** {@return what is known; what was handed over last if the policy does not say} */
    DirectoryState state() {
        try {
            return directory == null ? kept : directory.state();
        } catch (RuntimeException | Error failure) {
            health.violation("does not say its state", failure);
            return kept;
        }
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        if (directory == null) {
            counters.put("dropped: no policy", dropped);
        } else {
            counters.putAll(directory.counters());
        }
        counters.put("queries asked again of a successor", askedAgain);
        counters.put("queries refused: too many under way", refused);
        return counters;
    }

    Vitals vitals() {
        return health.vitals(asked, served);
    }

    @Override
    public void close() {
        limit.cancel();
        policy.close();
        Directory closing = directory;
        directory = null;
        if (closing != null) {
            health.close(closing);
        }
        giveUp();
    }

    /**
     * Puts a policy in use, from a state but for the names that are registered here, which it knows better. All of it, or throws and changes
     * nothing.
     */
    void adopt(DirectoryPolicy next, DirectoryState state) {
        DirectoryState start = withOwn(state);
        Directory opened = next == ABSENT ? null : next.open(host, start);
        Directory before = directory;
        kept = start;
        directory = opened; // before the other is closed: what ends with that is asked again
        health.renewed();
        if (before != null) {
            health.close(before);
        }
        askedAgain += queries.size();
        queries.forEach(query -> query.asked = false);
        if (opened == null) {
            waitForPolicy();
        } else {
            List.copyOf(queries).forEach(query -> ask(query, opened));
        }
    }

    private void ask(Query query, Directory of) {
        try {
            query.asked = true;
            of.query(query.name).whenComplete((addresses, failure) -> {
                if (directory == of && queries.remove(query)) {
                    answered(query, addresses, failure);
                }
            });
        } catch (RuntimeException | Error failure) {
            query.asked = false;
            health.violation("failed", failure);
            waitForPolicy(); // for the one before, if this one is taken back
        }
    }

    private void answered(Query query, @Nullable List<Long> addresses, @Nullable Throwable failure) {
        if (addresses == null) {
            health.violation("failed", failure);
            query.answer.complete(List.of());
            return;
        }
        if (!addresses.isEmpty() && found.put(query.name, true) != null) {
            served++;
        }
        query.answer.complete(addresses);
    }

    /** What is asked of a directory. */
    private interface Request {
        void of(Directory present);
    }

    private void guard(Request request) {
        Directory present = directory;
        if (present != null) {
            try {
                request.of(present);
            } catch (RuntimeException | Error failure) {
                health.violation("failed", failure);
            }
        }
    }

    private DirectoryState withOwn(DirectoryState state) {
        return new DirectoryState(state.id(), List.copyOf(own), state.entries(), state.contacts());
    }

    private void waitForPolicy() {
        if (!queries.isEmpty() && !limit.armed()) {
            limit.arm(WAIT_NS);
        }
    }

    /** Ends the queries that nobody is to answer. */
    private void giveUp() {
        List<Query> ended = queries.stream()
                .filter(query -> !query.asked || directory == null)
                .toList();
        ended.forEach(queries::remove);
        ended.forEach(query -> query.answer.complete(List.of()));
    }
}
