// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Leads a swap of a layer: has all members prepare, puts the policy in use in one after the other, watches, has all promise to do what is
 * decided, and decides. Confined to the loop.
 *
 * <p>It decides to accept if all members promise, and to take back if one of them does not: what they do then is known to them all, with or
 * without this system. Its own member promises first, so that the others alone tell how it is decided.
 */
final class LayerCoordination {
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long whoever ends a swap waits until all have been told. */
    private static final long TOLD_NS = TimeUnit.SECONDS.toNanos(5);

    /** How far it is. */
    private enum Phase {
        PREPARING,
        COMMITTING,
        WATCHING,
        PROMISING,
        DECIDED
    }

    /** A member that takes part. */
    private static final class Participant {
        private final long address;
        private final String label;
        private Standing standing = Standing.UNKNOWN;
        private String why = "";
        private long heardNs;
        private @Nullable Act told; // last

        Participant(long address, String label, long heardNs) {
            this.address = address;
            this.label = label;
            this.heardNs = heardNs;
        }
    }

    private final IpcpLoop loop;
    private final LayerChannel channel;
    private final long number;
    private final LayerSwapSpec spec;
    private final LayerWord.Terms terms;
    private final Map<Long, Participant> participants = new LinkedHashMap<>();
    private final List<LayerSwapMember> leftAlone;
    private final CompletableFuture<LayerSwapInfo> inUse = new CompletableFuture<>();
    private final CompletableFuture<LayerSwapInfo> over = new CompletableFuture<>();
    private final LoopTimer again;
    private final LoopTimer healthy;
    private final LoopTimer told;
    private Phase phase = Phase.PREPARING;
    private SwapState state = SwapState.PREPARING;
    private String outcome = "its members prepare";
    private String reason = "";
    private @Nullable LayerTelling telling;

    /**
     * Makes a swap that has not begun.
     *
     * @param loop the loop of the IRM
     * @param channel reaches the members
     * @param number its number
     * @param spec what was asked for
     * @param by who asked for it, and where
     * @param takingPart names of the members that take part by address, that of this system first
     * @param leftAlone the other members
     */
    LayerCoordination(
            IpcpLoop loop,
            LayerChannel channel,
            long number,
            LayerSwapSpec spec,
            String by,
            Map<Long, String> takingPart,
            List<LayerSwapMember> leftAlone) {
        this.loop = loop;
        this.channel = channel;
        this.number = number;
        this.spec = spec;
        this.terms =
                new LayerWord.Terms(spec.kind(), spec.policy(), spec.watch().toMillis(), by);
        this.leftAlone = List.copyOf(leftAlone);
        takingPart.forEach(
                (address, label) -> participants.put(address, new Participant(address, label, loop.nowNs())));
        this.again = loop.timer(this::tick);
        this.healthy = loop.timer(() -> promise("healthy for " + spec.watch().toMillis() + " ms in all members"));
        this.told = loop.timer(this::end);
    }

    long number() {
        return number;
    }

    String layer() {
        return spec.layer();
    }

    /** {@return whether it is decided, and the members are told} */
    boolean isDecided() {
        return phase == Phase.DECIDED;
    }

    /** {@return whether nobody has to be told any more} */
    boolean isOver() {
        return telling != null && telling.over().isDone();
    }

    /** {@return completes when the policy is in use in all members, or with the reason why it is in none} */
    CompletableFuture<LayerSwapInfo> inUse() {
        return inUse.copy();
    }

    void begin() {
        tick();
    }

    // ---- what is asked of it ----

    /** Accepts the swap. Only while it is watched. */
    CompletableFuture<LayerSwapInfo> accept(String by) {
        requireWatched();
        promise("by " + by);
        return over.copy();
    }

    /** Takes the swap back. Only while it is watched. */
    CompletableFuture<LayerSwapInfo> rollBack(String by) {
        requireWatched();
        decide(Act.TAKE_BACK, "by " + by);
        return over.copy();
    }

    private void requireWatched() {
        if (phase != Phase.WATCHING) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "the swap of layer '" + spec.layer() + "' to " + spec.kind() + " policy '" + spec.policy()
                            + "' is not watched now: " + outcome);
        }
    }

    /** Ends with the system. Members that have not been asked to promise take it back, and the others know how it is decided. */
    void close() {
        switch (phase) {
            case PREPARING, COMMITTING, WATCHING -> decide(Act.TAKE_BACK, "the coordinator ended");
            case PROMISING -> leaveToOthers("this system ended");
            case DECIDED -> {}
        }
        again.cancel();
        told.cancel();
        if (telling != null) {
            telling.close();
        }
    }

    // ---- steps ----

    /** Takes note of how far a member is. */
    void heard(long from, Report report) {
        Participant participant = participants.get(from);
        if (participant == null) {
            return;
        }
        participant.heardNs = loop.nowNs();
        participant.standing = report.standing();
        participant.why = report.why();
        if (telling != null) {
            telling.heard(from, report);
        } else if (phase == Phase.PROMISING && report.standing().isAccepted()) {
            decide(Act.ACCEPT, reason); // the others found out before this system did
        } else if (report.standing().ended()) {
            failed(participant, report.why());
        } else if (report.standing() == Standing.UNKNOWN) {
            failed(participant, "it has forgotten the swap, as after a restart");
        } else {
            goOn();
        }
    }

    private void failed(Participant participant, String why) {
        decide(Act.TAKE_BACK, "member " + participant.label + ": " + why);
    }

    private void goOn() {
        switch (phase) {
            case PREPARING -> {
                if (allAre(Standing.PREPARED)) {
                    phase = Phase.COMMITTING;
                    commitNext();
                }
            }
            case COMMITTING -> commitNext();
            case WATCHING, DECIDED -> {}
            case PROMISING -> promiseOrDecide();
        }
    }

    private void commitNext() {
        if (allAre(Standing.WATCHED)) {
            watch();
        } else {
            Participant next = nextToCommit();
            if (next.standing == Standing.PREPARED) {
                sayOnce(next, Act.COMMIT);
            }
        }
    }

    private Participant nextToCommit() {
        return participants.values().stream()
                .filter(each -> each.standing != Standing.WATCHED)
                .findFirst()
                .orElseThrow();
    }

    private void watch() {
        phase = Phase.WATCHING;
        state = SwapState.WATCHED;
        int count = participants.size();
        outcome = "in use in " + count + (count == 1 ? " member" : " members") + ", and watched for "
                + spec.watch().toMillis() + " ms";
        if (spec.watch().isZero()) {
            promise("in use in all members, without a watch");
        } else {
            healthy.arm(spec.watch().toNanos());
            inUse.complete(info());
        }
    }

    private void promise(String why) {
        healthy.cancel();
        phase = Phase.PROMISING;
        reason = why;
        outcome = "all members are asked to promise that they do what is decided";
        promiseOrDecide();
    }

    private void promiseOrDecide() {
        if (allAre(Standing.READY)) {
            decide(Act.ACCEPT, reason);
        } else {
            participants.values().forEach(participant -> {
                if (due(participant) == Act.PROMISE && participant.standing == Standing.WATCHED) {
                    sayOnce(participant, Act.PROMISE);
                }
            });
        }
    }

    private boolean allAre(Standing standing) {
        return participants.values().stream().allMatch(each -> each.standing == standing);
    }

    private void tick() {
        if (phase == Phase.DECIDED) {
            return;
        }
        if (!channel.isOpen()) {
            leave();
            return;
        }
        again.arm(AGAIN_NS);
        List<Participant> silent = participants.values().stream()
                .filter(each -> loop.nowNs() - each.heardNs > LayerPart.LEASE_NS)
                .toList();
        if (silent.isEmpty()) {
            List.copyOf(participants.values()).forEach(each -> say(each, due(each)));
        } else if (phase == Phase.PROMISING) {
            outcome = "in doubt: " + labels(silent) + " was asked to promise, and does not answer";
            List.copyOf(participants.values()).forEach(each -> say(each, due(each)));
        } else {
            decide(
                    Act.TAKE_BACK,
                    "nothing was heard of " + labels(silent) + " for "
                            + TimeUnit.NANOSECONDS.toSeconds(LayerPart.LEASE_NS) + " s");
        }
    }

    /** Ends with the IPCP of this system, through which nobody can be told anything: the others lose the coordinator. */
    private void leave() {
        if (phase == Phase.PROMISING) {
            leaveToOthers("this system's member left the layer");
        } else {
            decide(Act.TAKE_BACK, "this system's member left the layer");
        }
    }

    private void leaveToOthers(String why) {
        phase = Phase.DECIDED;
        outcome = why + " when all had been asked to promise: the others decide";
        telling = new LayerTelling(loop, channel, order(Act.TAKE_BACK, outcome), List.of()); // tells nobody
        end();
    }

    private static String labels(List<Participant> participants) {
        return participants.stream().map(each -> each.label).collect(Collectors.joining(", "));
    }

    /** {@return what a member is to do, or has done: hearing of it again renews its lease} */
    private Act due(Participant participant) {
        return switch (phase) {
            case PREPARING -> Act.PREPARE;
            case COMMITTING ->
                participant.standing == Standing.WATCHED || participant == nextToCommit() ? Act.COMMIT : Act.PREPARE;
            case WATCHING -> Act.COMMIT;
            case PROMISING, DECIDED -> mayPromise(participant) ? Act.PROMISE : Act.COMMIT;
        };
    }

    private boolean mayPromise(Participant participant) {
        Participant own = participants.get(channel.own());
        return own == null || participant == own || own.standing == Standing.READY;
    }

    /** Says it now, and again only when it is said to all. */
    private void sayOnce(Participant to, Act act) {
        if (to.told != act) {
            say(to, act);
        }
    }

    private void say(Participant to, Act act) {
        if (phase != Phase.DECIDED) {
            to.told = act;
            channel.tell(to.address, order(act, reason));
        }
    }

    private Order order(Act act, String why) {
        return new Order(number, act, terms, channel.own(), List.copyOf(participants.keySet()), why);
    }

    // ---- end ----

    private void decide(Act decision, String why) {
        if (phase == Phase.DECIDED) {
            return;
        }
        boolean wasInUse = state == SwapState.WATCHED;
        phase = Phase.DECIDED;
        again.cancel();
        healthy.cancel();
        outcome = why;
        state = decision == Act.ACCEPT ? SwapState.ACCEPTED : wasInUse ? SwapState.ROLLED_BACK : SwapState.REFUSED;
        LayerTelling begun = new LayerTelling(loop, channel, order(decision, why), participants.keySet());
        telling = begun;
        told.arm(TOLD_NS);
        begun.over().thenRun(this::end);
    }

    /** Says how it ended, to whoever waits: when all have been told, or those who can be. */
    private void end() {
        told.cancel();
        if (over.isDone() || telling == null) {
            return;
        }
        outcome = outcome + remarks(telling);
        LayerSwapInfo info = info();
        over.complete(info);
        if (state == SwapState.REFUSED) {
            inUse.completeExceptionally(new IrmException(IrmException.Problem.UNAVAILABLE, outcome));
        } else {
            inUse.complete(info);
        }
    }

    private String remarks(LayerTelling of) {
        List<String> remarks = new ArrayList<>();
        if (!of.left().isEmpty()) {
            remarks.add("not told yet: "
                    + labels(of.left().stream().map(participants::get).toList())
                    + ", which hears of it as soon as it can be reached");
        }
        of.unlike().forEach((member, why) -> {
            Participant participant = participants.get(member);
            if (participant != null) {
                remarks.add("not so in member " + participant.label + ": " + why);
            }
        });
        return remarks.isEmpty() ? "" : "; " + String.join("; ", remarks);
    }

    LayerSwapInfo info() {
        List<LayerSwapMember> members = new ArrayList<>();
        participants
                .values()
                .forEach(each -> members.add(new LayerSwapMember(
                        each.label,
                        channel.label(each.address),
                        LayerSwapMember.Part.TAKES_PART,
                        List.of(),
                        each.why.isEmpty() ? each.standing.label() : each.standing.label() + ": " + each.why)));
        members.addAll(leftAlone);
        return new LayerSwapInfo(spec, state, members, outcome);
    }
}
