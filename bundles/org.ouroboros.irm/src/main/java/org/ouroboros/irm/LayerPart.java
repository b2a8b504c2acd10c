// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Plea;
import org.ouroboros.irm.LayerWord.Question;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * What a swap of a layer comes to in one member: a swap in its IPCP, led by the coordinator. Confined to the loop.
 *
 * <p>The coordinator's orders renew a lease. When that runs out, the part is taken back, unless the member has promised: then it asks the
 * other members what they know.
 */
final class LayerPart implements SwapLead {
    /** How long the coordinator may keep silent. */
    static final long LEASE_NS = TimeUnit.SECONDS.toNanos(5);

    /** How long the coordinator has to do what it is asked for. */
    static final Duration PLEA_LIMIT = Duration.ofSeconds(15);

    private static final long ASK_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** What it needs of this system. */
    interface Surroundings {
        /** Writes down what is in use; {@return completes when that is done} */
        CompletableFuture<?> written();

        /** Says that a part is over. */
        void ended(LayerPart part);
    }

    private final LayerChannel channel;
    private final Order begun;
    private final Surroundings surroundings;
    private final CompletableFuture<@Nullable Void> go = new CompletableFuture<>();
    private final LoopTimer lease;
    private final LoopTimer plead;
    private final SwapTransaction swap;
    private final Map<Long, Standing> others = new HashMap<>(); // as they said while this member did not know
    private Standing standing = Standing.PREPARING;
    private String why = "";
    private boolean inDoubt;
    private boolean foundOut; // that all have promised
    private @Nullable String takingBack; // as soon as it is in use
    private @Nullable Act decided;
    private @Nullable Plea plea;
    private int pleas; // that are left to be made

    /**
     * Begins.
     *
     * @param loop the loop of the IRM
     * @param channel reaches the other members
     * @param order the order to prepare
     * @param swaps the swaps of this system
     * @param surroundings what it needs of this system
     * @throws IrmException if it is impossible
     */
    LayerPart(IpcpLoop loop, LayerChannel channel, Order order, Swaps swaps, Surroundings surroundings) {
        this.channel = channel;
        this.begun = order;
        this.surroundings = surroundings;
        this.lease = loop.timer(this::leaseRanOut);
        this.plead = loop.timer(this::plead);
        LayerWord.Terms terms = order.terms();
        SwapSpec spec = new SwapSpec(
                terms.kind(), terms.policy(), Set.of(channel.ipcp()), Duration.ofMillis(terms.watchMs()), terms.by());
        this.swap = swaps.takePart(order.swap(), spec, this);
        lease.arm(LEASE_NS);
        swap.inUse().thenAccept(info -> inUse());
        swap.over().thenAccept(this::over);
    }

    /** {@return the order that it began with} */
    Order begun() {
        return begun;
    }

    LayerChannel channel() {
        return channel;
    }

    Report report() {
        return new Report(begun.swap(), standing, why);
    }

    /** {@return completes when it is over} */
    CompletableFuture<SwapInfo> over() {
        return swap.over();
    }

    // ---- orders ----

    /** Does what the coordinator says or, once something was decided, any member. */
    void ordered(long from, Order order) {
        boolean ofCoordinator = from == begun.coordinator();
        if (standing.ended()
                || !(ofCoordinator || (order.act().decides() && begun.members().contains(from)))) {
            return;
        }
        if (ofCoordinator) {
            inDoubt = false;
            lease.arm(LEASE_NS);
        }
        switch (order.act()) {
            case PREPARE -> {}
            case COMMIT -> {
                if (standing == Standing.PREPARED) {
                    standing = Standing.COMMITTING;
                    go.complete(null);
                }
            }
            case PROMISE -> {
                if (standing == Standing.WATCHED) {
                    standing = Standing.READY;
                    swap.promise();
                }
            }
            case ACCEPT -> accept(order.why());
            case TAKE_BACK -> takeBack(order.why());
        }
        if (!standing.ended()) { // else it has said so
            channel.tell(from, report());
        }
    }

    /** Ends by the word of an operator: asks the coordinator or, in doubt, decides here. */
    void end(boolean accept, String by) {
        if (!inDoubt) {
            plea = new Plea(begun.swap(), accept, by);
            pleas = (int) (PLEA_LIMIT.toNanos() / ASK_NS);
            plead();
        } else if (accept) {
            accept("by " + by + ", without contact to the coordinator");
        } else {
            takeBack("by " + by + ", without contact to the coordinator");
        }
    }

    private void plead() {
        if (plea != null && pleas-- > 0) {
            channel.tell(begun.coordinator(), plea);
            plead.arm(ASK_NS);
        }
    }

    private void accept(String reason) {
        if (standing == Standing.READY && decided == null) {
            decided = Act.ACCEPT;
            swap.settle(reason);
        }
    }

    private void takeBack(String reason) {
        switch (standing) {
            case PREPARING, PREPARED ->
                go.completeExceptionally(new IrmException(IrmException.Problem.UNAVAILABLE, reason));
            case COMMITTING -> takingBack = reason;
            case WATCHED, READY -> {
                if (decided == null) {
                    decided = Act.TAKE_BACK;
                    swap.rollBack(reason);
                }
            }
            case UNKNOWN, ACCEPTED, LOST, TAKEN_BACK -> {}
        }
    }

    // ---- how the swap goes ----

    @Override
    public CompletableFuture<?> prepared() {
        if (!go.isDone()) {
            reached(Standing.PREPARED);
        }
        return go;
    }

    @Override
    public boolean waits() {
        return true;
    }

    private void inUse() {
        reached(Standing.WATCHED);
        if (takingBack != null) {
            swap.rollBack(takingBack);
        }
    }

    private void over(SwapInfo info) {
        lease.cancel();
        plead.cancel();
        why = info.outcome();
        if (decided == Act.ACCEPT && info.state() == SwapState.ACCEPTED) {
            surroundings.written().thenRun(() -> ended(Standing.ACCEPTED));
        } else if (decided == Act.ACCEPT) {
            ended(Standing.LOST);
        } else { // the promise stands if it was not decided here
            ended(decided == Act.TAKE_BACK || standing != Standing.READY ? Standing.TAKEN_BACK : Standing.READY);
        }
    }

    private void ended(Standing last) {
        reached(last);
        surroundings.ended(this);
    }

    private void reached(Standing now) {
        standing = now;
        channel.tell(begun.coordinator(), report());
    }

    // ---- doubt ----

    private void leaseRanOut() {
        if (standing != Standing.READY) {
            takeBack("nothing was heard of the coordinator for " + TimeUnit.NANOSECONDS.toSeconds(LEASE_NS) + " s");
        } else if (!channel.isOpen()) {
            swap.rollBack("its IPCP left the layer");
        } else {
            ask();
        }
    }

    private void ask() {
        if (!inDoubt) {
            inDoubt = true;
            swap.remark(
                    "in doubt: the coordinator was lost when all had been asked to promise, so the other members are"
                            + " asked; an operator may decide for this one");
        }
        lease.arm(ASK_NS);
        if (!concluded()) {
            begun.members().stream()
                    .filter(member -> member != channel.own())
                    .forEach(member -> channel.tell(member, new Question(begun.swap())));
        }
    }

    /** Takes note of how far another member is. */
    void heard(long from, Report report) {
        if (inDoubt && begun.members().contains(from)) {
            others.put(from, report.standing());
            if (report.standing().isAccepted()) {
                accept("member " + channel.label(from) + " knows that it was accepted");
            } else if (report.standing() == Standing.TAKEN_BACK) {
                takeBack("member " + channel.label(from) + " knows that it was taken back: " + report.why());
            } else {
                var _ = concluded();
            }
        }
    }

    /** Accepts if all have promised, since the coordinator decides nothing else then; {@return whether it is so} */
    private boolean concluded() {
        if (decided != null) {
            return true;
        }
        List<Long> missing = begun.members().stream()
                .filter(member -> member != channel.own() && member != begun.coordinator())
                .filter(member -> others.get(member) != Standing.READY)
                .toList();
        if (!missing.isEmpty()) {
            return false;
        }
        foundOut = true;
        accept("the coordinator was lost, and all other members had promised");
        return true;
    }

    // ---- afterwards ----

    /**
     * {@return whom to tell that it was accepted} The coordinator, which may have gone before it wrote it down; and all if it told nobody.
     */
    Set<Long> ignorant() {
        Set<Long> ignorant = new HashSet<>();
        if (decided == Act.ACCEPT) {
            begun.members().stream()
                    .filter(member -> foundOut || member == begun.coordinator())
                    .filter(member -> member != channel.own())
                    .forEach(ignorant::add);
        }
        return ignorant;
    }

    /** {@return the order to accept, as another member gives it} */
    Order accept() {
        return new Order(
                begun.swap(),
                Act.ACCEPT,
                begun.terms(),
                begun.coordinator(),
                begun.members(),
                "all members had promised");
    }
}
