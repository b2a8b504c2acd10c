// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.host.Counting.Manner;
import org.ouroboros.host.PolicySlot.View;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;
import org.ouroboros.policy.swap.Vitals.Standing;

/** A slot as a part of a swap: its policy is prepared, committed, watched, and accepted or taken back. */
class ExchangeTest {
    /** Kept, so that its level is. */
    private static final Logger LOG = Logger.getLogger(PolicySlot.class.getName());

    private final Faults faults = new Faults();
    private final InterleavedLoop loop = new InterleavedLoop(1);
    private final PolicyCatalogue<Counting> catalogue =
            new PolicyCatalogue<>(Counting.KIND, loop, Duration.ofNanos(Counting.DEADLINE_NS));
    private final List<Counting> policies = new ArrayList<>();
    private final CountingHost host = new CountingHost(loop, catalogue, "a", faults);
    private Counting a = new Counting(Manner.PROMPT, faults);

    @BeforeAll
    static void refusalsAreExpected() {
        LOG.setLevel(Level.OFF);
    }

    @BeforeEach
    void aIsInUse() {
        a = offer("a", Manner.PROMPT);
        await(host.slot().settled());
        host.packet();
    }

    @AfterEach
    void everyPacketMetOnePolicyAndEverythingThatWasOpenedIsClosed() {
        host.packet();
        host.checkNumbers();
        loop.simulation().run();
        host.close();
        loop.simulation().run();
        policies.forEach(policy -> assertEquals(0, policy.open()));
        faults.assertNone();
    }

    private Counting offer(String name, Manner manner) {
        Counting policy = new Counting(manner, faults);
        policies.add(policy);
        catalogue.offer(policy.as(name, "1.0.0"));
        return policy;
    }

    private CompletableFuture<Void> withdraw(Counting policy) {
        return catalogue.withdraw(policy).whenComplete((_, _) -> {
            faults.check(policy.open() == 0, "withdrawn with open counters");
            policy.gone();
        });
    }

    private <T> T await(CompletableFuture<T> future) {
        return loop.simulation().await(future);
    }

    /** Does something in a task of its own. */
    private <T> T there(Callable<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(step.call());
            } catch (Exception failure) {
                result.completeExceptionally(failure);
            }
        });
        return await(result);
    }

    private void done(Runnable step) {
        there(Executors.callable(step));
    }

    private PreparedSwap prepared(String policy) {
        return await(host.slot().prepare(policy));
    }

    private PreparedSwap committed(String policy) {
        PreparedSwap swap = prepared(policy);
        there(swap::commit);
        return swap;
    }

    private Standing standing(PreparedSwap swap) {
        return there(swap::vitals).standing();
    }

    private static String label(String name) {
        return name + " (com.example." + name + " 1.0.0)";
    }

    @Test
    void thePredecessorIsKeptUntilNothingIsPutBackAnyMoreAndNoLonger() {
        offer("b", Manner.PROMPT);
        int before = host.settled();
        PreparedSwap accepted = committed("b");
        assertEquals(before, host.settled());
        done(accepted::accept);
        assertEquals(before + 1, host.settled());

        PreparedSwap takenBack = committed("a");
        done(() -> takenBack.rollBack("for a test"));
        assertEquals(before + 1, host.settled());

        await(host.slot().use("a"));
        assertEquals(before + 2, host.settled());
    }

    @Test
    void whatIsPreparedChangesNothing() {
        offer("b", Manner.SLOW);
        View before = host.slot().view();
        PreparedSwap swap = prepared("b");
        assertEquals(before, host.slot().view());
        assertEquals(
                new SwapStep(
                        "host of a",
                        Counting.KIND,
                        label("a"),
                        label("b"),
                        Counting.class.getName(),
                        0,
                        "nothing",
                        Duration.ZERO,
                        Optional.empty()),
                swap.step());
        done(swap::abandon);
        assertEquals(before, host.slot().view());
        assertEquals(Standing.GONE, standing(swap));
        assertThrows(PolicyRefused.class, () -> there(swap::commit));
    }

    @Test
    void whatIsAcceptedStaysAndIsToldTheHost() {
        Counting b = offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        host.packet();
        assertEquals(label("b"), host.slot().view().inUse());
        assertEquals("b", host.slot().view().wanted());
        assertEquals(List.of(1, 1), List.of(a.open(), b.open()), "both are there while it is watched");
        assertEquals(Standing.WATCHED, standing(swap));
        done(swap::accept);
        assertEquals(List.of(0, 1), List.of(a.open(), b.open()));
        assertEquals(List.of("b"), host.accepted());
        assertEquals(Standing.KEPT, standing(swap));
        assertFalse(there(() -> swap.rollBack("too late")));
        assertEquals(label("b"), host.slot().view().inUse());
    }

    @Test
    void whatIsTakenBackGivesTheStateBack() {
        Counting b = offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        host.packet();
        host.packet();
        assertTrue(there(() -> swap.rollBack("it is slow")));
        View view = host.slot().view();
        assertEquals(label("a"), view.inUse());
        assertEquals("a", view.wanted());
        Outcome.RolledBack outcome = assertInstanceOf(Outcome.RolledBack.class, view.latest());
        assertEquals("it is slow", outcome.why());
        assertEquals(List.of(1, 0), List.of(a.open(), b.open()));
        assertEquals(List.of(), host.accepted());
    }

    @Test
    void aPredecessorThatCannotBePutBackIsSaidSo() {
        offer("once", Manner.TAKES_OVER_ONCE);
        await(host.slot().use("once"));
        offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        host.packet();
        assertFalse(there(() -> swap.rollBack("it is slow")));
        host.packet();
        await(host.slot().settled());
        assertEquals(label("once"), host.slot().view().inUse(), "it is opened again");
    }

    @Test
    void aHostThatCannotSayWhatIsTouchedHoldsNothingUp() {
        offer("b", Manner.PROMPT);
        PolicySlot<Counting> mute = catalogue.open("mute", "a", host.standIn(), new MuteHost());
        await(mute.settled());
        assertEquals(0, await(mute.plan("b")).flows());
        there(await(mute.prepare("b"))::commit);
        mute.close();
    }

    /** Opens nothing, and does not say what it runs. */
    private static final class MuteHost implements PolicySlot.Preparation<Counting> {
        @Override
        public PolicySlot.Transition prepare(Counting next) {
            return new PolicySlot.Transition() {
                @Override
                public void commit() {}

                @Override
                public void rollBack() {}

                @Override
                public void retire() {}
            };
        }

        @Override
        public Touched touched() {
            throw new IllegalStateException("cannot say");
        }
    }

    @Test
    void otherRequestsWaitForTheEndOfTheSwap() {
        offer("b", Manner.PROMPT);
        offer("c", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        CompletableFuture<View> use = host.slot().use("c");
        CompletableFuture<PreparedSwap> second = host.slot().prepare("a");
        loop.simulation().run();
        assertFalse(use.isDone() || second.isDone());
        done(swap::accept);
        assertEquals(label("c"), await(use).inUse());
        done(await(second)::abandon);
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"LATE", "THROWS"})
    void whoDoesNotPrepareIsRefusedAndNothingChanges(Manner manner) {
        offer("b", manner);
        PolicyRefused refused =
                assertThrows(PolicyRefused.class, () -> await(host.slot().prepare("b")));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("cannot use counting policy 'b'"), message);
        assertEquals(label("a"), host.slot().view().inUse());
    }

    @Test
    void whoRefusesTheExactStateIsRefusedAtTheCommit() {
        offer("b", Manner.REFUSES_STATE);
        PreparedSwap swap = prepared("b");
        assertThrows(PolicyRefused.class, () -> there(swap::commit));
        assertEquals(label("a"), host.slot().view().inUse());
        assertInstanceOf(Outcome.Refused.class, host.slot().view().latest());
        assertEquals(Standing.GONE, standing(swap));
    }

    @Test
    void whoIsNotInstalledOrInUseAlreadyIsRefused() {
        assertThrows(PolicyRefused.class, () -> await(host.slot().prepare("z")));
        assertThrows(PolicyRefused.class, () -> await(host.slot().prepare("a")));
    }

    @Test
    void aSuccessorThatLeavesGivesWayToItsPredecessor() {
        Counting b = offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        host.packet();
        await(withdraw(b));
        assertEquals(label("a"), host.slot().view().inUse());
        assertEquals(Standing.TAKEN_BACK, standing(swap));
        assertTrue(there(() -> swap.rollBack("it is over")));
    }

    @Test
    void whatWasSwappedWithASuccessorThatLeavesIsTakenBackInTheSameTask() {
        offer("b", Manner.PROMPT);
        Counting c = offer("c", Manner.PROMPT);
        CountingHost other = new CountingHost(loop, catalogue, "a", faults);
        await(other.slot().settled());
        PreparedSwap swap = prepared("b");
        PreparedSwap companion = await(other.slot().prepare("c"));
        companion.takesBack(() -> {
            faults.check(other.slot().view().inUse().equals(label("a")), "after the one that leaves");
            swap.rollBack("its companion left");
        });
        there(() -> List.of(swap.commit(), companion.commit()));
        CompletableFuture<Void> gone = withdraw(c);
        await(gone);
        assertEquals(
                List.of(label("a"), label("a")),
                List.of(host.slot().view().inUse(), other.slot().view().inUse()));
        assertEquals(Standing.TAKEN_BACK, standing(swap));
        loop.execute(other::close);
        loop.simulation().run();
    }

    @Test
    void aPredecessorThatLeavesLeavesTheSuccessorInUse() {
        offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        await(withdraw(a));
        assertEquals(label("b"), host.slot().view().inUse());
        assertEquals(Standing.KEPT, standing(swap));
        assertEquals(List.of("b"), host.accepted());
        assertFalse(there(() -> swap.rollBack("too late")));
    }

    @Test
    void whenBothLeaveTheStandInIsInUse() {
        Counting b = offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        CompletableFuture<Void> first = withdraw(a);
        CompletableFuture<Void> second = withdraw(b);
        await(first);
        await(second);
        assertEquals("stand-in", host.slot().view().inUse());
        done(swap::accept);
    }

    @Test
    void aPredecessorThatLeavesBeforeTheCommitIsReplacedByTheStandInUntilThen() {
        offer("b", Manner.PROMPT);
        PreparedSwap swap = prepared("b");
        await(withdraw(a));
        assertEquals("stand-in", host.slot().view().inUse());
        host.packet();
        there(swap::commit);
        assertEquals(label("b"), host.slot().view().inUse());
        done(swap::accept);
    }

    @Test
    void aSuccessorThatLeavesBeforeTheCommitIsNotPutInUse() {
        Counting b = offer("b", Manner.PROMPT);
        PreparedSwap swap = prepared("b");
        await(withdraw(b));
        assertThrows(PolicyRefused.class, () -> there(swap::commit));
        assertEquals(label("a"), host.slot().view().inUse());
    }

    @Test
    void aSlotThatClosesEndsTheSwap() {
        offer("b", Manner.PROMPT);
        PreparedSwap swap = committed("b");
        host.packet();
        loop.execute(host::close);
        loop.simulation().run();
        assertEquals(Standing.CLOSED, standing(swap));
        done(swap::accept);
        assertFalse(there(() -> swap.rollBack("it is over")));
    }

    @Test
    void aSlotThatIsGoneSaysSo() {
        offer("b", Manner.PROMPT);
        PreparedSwap swap = prepared("b");
        loop.execute(host::close);
        loop.simulation().run();
        assertThrows(SlotClosed.class, () -> there(swap::commit));
        assertThrows(SlotClosed.class, () -> await(host.slot().prepare("b")));
    }

    @Test
    void aPlanPreparesAndGivesUp() {
        Counting b = offer("b", Manner.PROMPT);
        View before = host.slot().view();
        assertEquals(Optional.empty(), await(host.slot().plan("b")).refusal());
        assertEquals(List.of(1, 0), List.of(b.opened(), b.open()));
        offer("c", Manner.THROWS);
        assertEquals(
                Optional.of("java.lang.IllegalStateException: cannot count"),
                await(host.slot().plan("c")).refusal());
        assertEquals(
                Optional.of("it is not installed"), await(host.slot().plan("z")).refusal());
        assertEquals(
                Optional.of("it is in use already"),
                await(host.slot().plan("a")).refusal());
        assertEquals(before, host.slot().view());
    }
}
