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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.host.Counting.Manner;
import org.ouroboros.host.PolicySlot.View;

/** Policies are replaced while packets pass. */
class PolicySlotTest {
    /** Kept, so that its level is. */
    private static final Logger LOG = Logger.getLogger(PolicySlot.class.getName());

    private final Faults faults = new Faults();
    private final InterleavedLoop loop = new InterleavedLoop(1);
    private final PolicyCatalogue<Counting> catalogue =
            new PolicyCatalogue<>(Counting.KIND, loop, Duration.ofNanos(Counting.DEADLINE_NS));
    private final List<Counting> policies = new ArrayList<>();
    private final CountingHost host = new CountingHost(loop, catalogue, "a", faults);

    @BeforeAll
    static void refusalsAreExpected() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void everythingThatWasOpenedIsClosed() {
        loop.simulation().run();
        host.close();
        loop.simulation().run();
        assertEquals(0, host.standIn().open());
        policies.forEach(policy -> assertEquals(0, policy.open()));
        assertEquals(List.of(), catalogue.slots());
        faults.assertNone();
    }

    private Counting offer(String name, String version, Manner manner) {
        Counting policy = new Counting(manner, faults);
        policies.add(policy);
        catalogue.offer(policy.as(name, version));
        return policy;
    }

    private CompletableFuture<Void> withdraw(Counting policy) {
        return catalogue.withdraw(policy).whenComplete((_, _) -> {
            faults.check(policy.open() == 0, "withdrawn with open counters");
            policy.gone();
        });
    }

    private View settle() {
        return loop.simulation().await(host.slot().settled());
    }

    private View use(String name) {
        return loop.simulation().await(host.slot().use(name));
    }

    private static String label(String name, String version) {
        return name + " (com.example." + name + " " + version + ")";
    }

    @Test
    void aSlotStartsWithTheStandInAndGoesToTheWantedPolicyWhenItComes() {
        View start = host.slot().view();
        assertEquals(new View("host of a", Counting.KIND, "a", "stand-in", 0, new Outcome.NeverSwapped()), start);
        offer("b", "1.0.0", Manner.PROMPT);
        assertEquals(start, settle());
        offer("a", "1.0.0", Manner.PROMPT);
        View swapped = settle();
        assertEquals(label("a", "1.0.0"), swapped.inUse());
        assertEquals(1, swapped.generation());
        assertInstanceOf(Outcome.Swapped.class, swapped.latest());
    }

    @Test
    void aSlotGoesToAPolicyThatIsThereAlready() {
        offer("b", "1.0.0", Manner.PROMPT);
        loop.simulation().run();
        try (CountingHost later = new CountingHost(loop, catalogue, "b", faults)) {
            assertEquals("stand-in", later.slot().view().inUse());
            assertEquals(
                    label("b", "1.0.0"),
                    loop.simulation().await(later.slot().settled()).inUse());
        }
    }

    @Test
    void useSetsTheWantedPolicyAndSwapsToIt() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        offer("b", "1.0.0", Manner.SLOW);
        settle();
        host.packet();
        CompletableFuture<View> use = host.slot().use("b");
        loop.simulation().runFor(Duration.ofNanos(Counting.DEADLINE_NS / 2));
        host.packet();
        assertEquals("a", host.slot().view().wanted());
        View view = loop.simulation().await(use);
        assertEquals(host.slot().view(), view);
        assertEquals("b", view.wanted());
        assertEquals(label("b", "1.0.0"), view.inUse());
        assertEquals(2, view.generation());
        assertEquals(0, a.open());
        Outcome.Swapped outcome = assertInstanceOf(Outcome.Swapped.class, view.latest());
        assertEquals(loop.wallClockNs(), outcome.atNs());
        assertTrue(outcome.tookNs() >= Counting.DEADLINE_NS / 2);
        host.packet();
        assertEquals(3, host.packets());
        host.checkNumbers();
    }

    @Test
    void useOfThePolicyInUseChangesNothing() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        View before = settle();
        assertEquals(before, use("a"));
        assertEquals(1, a.opened());
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"LATE", "THROWS", "REFUSES_STATE"})
    void aRefusalKeepsEverything(Manner manner) {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        offer("b", "1.0.0", manner);
        View before = settle();
        host.packet();
        PolicyRefused refused = assertThrows(PolicyRefused.class, () -> use("b"));
        assertKept(before, label("b", "1.0.0"));
        assertEquals(1, a.open());
        assertEquals(1, a.opened());
        host.packet();
        assertEquals(2, host.packets());
        host.checkNumbers();
        String why = switch (manner) {
            case LATE -> "it was not ready within 10 ms";
            case THROWS -> "java.lang.IllegalStateException: cannot count";
            default -> "java.lang.IllegalStateException: cannot go on from 1";
        };
        assertEquals(
                "host of a cannot use counting policy 'b': " + why
                        + "; in use: a (com.example.a 1.0.0); installed: a, b",
                refused.getMessage());
    }

    @Test
    void aPolicyThatIsNotInstalledIsRefused() {
        offer("a", "1.0.0", Manner.PROMPT);
        View before = settle();
        PolicyRefused refused = assertThrows(PolicyRefused.class, () -> use("b"));
        assertKept(before, "b");
        assertEquals(
                "host of a cannot use counting policy 'b': it is not installed"
                        + "; in use: a (com.example.a 1.0.0); installed: a",
                refused.getMessage());
    }

    private void assertKept(View before, String policy) {
        View after = host.slot().view();
        Outcome.Refused outcome = assertInstanceOf(Outcome.Refused.class, after.latest());
        assertEquals(policy, outcome.policy());
        assertEquals(
                new View(before.slot(), before.kind(), before.wanted(), before.inUse(), before.generation(), outcome),
                after);
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"LATE", "THROWS", "REFUSES_STATE"})
    void aPolicyThatRefusesWhenTheSlotTurnsToItIsAskedOnce(Manner manner) {
        View before = settle();
        Counting a = offer("a", "2.0.0", manner);
        settle();
        assertKept(before, label("a", "2.0.0"));
        offer("b", "1.0.0", Manner.PROMPT);
        offer("a", "1.0.0", Manner.PROMPT);
        loop.simulation().run();
        settle();
        assertKept(before, label("a", "2.0.0"));
        assertTrue(a.opened() <= 1);
        offer("a", "2.0.1", Manner.PROMPT);
        assertEquals(label("a", "2.0.1"), settle().inUse());
    }

    @Test
    void swapsRunOneAtATimeInOrder() {
        offer("a", "1.0.0", Manner.SLOW);
        offer("b", "1.0.0", Manner.SLOW);
        offer("c", "1.0.0", Manner.LATE);
        settle();
        List<String> trace = new ArrayList<>();
        Stream.of("b", "c", "a", "absent", "b").forEach(name -> {
            CompletableFuture<View> use = host.slot().use(name);
            var _ = use.whenComplete((view, _) -> trace.add(view == null ? name + " refused" : view.inUse()));
        });
        View settled = settle();
        assertEquals(
                List.of(label("b", "1.0.0"), "c refused", label("a", "1.0.0"), "absent refused", label("b", "1.0.0")),
                trace);
        assertEquals(4, settled.generation());
    }

    @Test
    void onlySoManySwapsWait() {
        Counting b = offer("b", "1.0.0", Manner.SLOW);
        settle();
        List<CompletableFuture<View>> uses = new ArrayList<>();
        for (int i = 0; i <= PolicySlot.LONGEST_QUEUE + 1; i++) {
            uses.add(host.slot().use("b"));
        }
        settle();
        Throwable refusal = uses.removeLast().exceptionNow();
        assertEquals(
                "host of a cannot use counting policy 'b': 16 swaps are waiting already; in use: stand-in; installed:"
                        + " b",
                assertInstanceOf(PolicyRefused.class, refusal).getMessage());
        uses.forEach(use -> assertEquals(label("b", "1.0.0"), use.resultNow().inUse()));
        assertEquals(1, b.opened());
    }

    @Test
    void theNewestVersionOfANameIsUsedAndReplacesNoneThatIsInUse() {
        offer("b", "1.9.0", Manner.PROMPT);
        offer("b", "1.10.0", Manner.PROMPT);
        offer("b", "1.2.0", Manner.PROMPT);
        assertEquals(label("b", "1.10.0"), use("b").inUse());
        offer("b", "1.11.0", Manner.PROMPT);
        assertEquals(label("b", "1.10.0"), settle().inUse());
        assertEquals("1.11.0", catalogue.find("b").orElseThrow().version());
        assertEquals(label("b", "1.11.0"), use("b").inUse());
    }

    @Test
    void aPolicyThatLeavesIsReplacedByTheStandInUntilTheNameComesAgain() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        settle();
        host.packet();
        CompletableFuture<Void> letGo = withdraw(a);
        host.packet();
        loop.simulation().await(letGo);
        View fallen = host.slot().view();
        assertEquals("stand-in", fallen.inUse());
        assertEquals("a", fallen.wanted());
        assertInstanceOf(Outcome.Swapped.class, fallen.latest());
        host.packet();
        offer("a", "1.0.0", Manner.PROMPT);
        assertEquals(label("a", "1.0.0"), settle().inUse());
        assertEquals(1, host.standIn().opened() - 1);
        host.packet();
        assertEquals(4, host.packets());
        host.checkNumbers();
    }

    @Test
    void aPolicyThatLeavesIsReplacedByAnotherOfTheSameName() {
        Counting a = offer("a", "2.0.0", Manner.PROMPT);
        settle();
        offer("a", "1.0.0", Manner.SLOW);
        loop.simulation().await(withdraw(a));
        assertEquals(label("a", "1.0.0"), host.slot().view().inUse());
        assertEquals(1, host.standIn().opened());
    }

    @Test
    void aPolicyThatLeavesIsReplacedByTheStandInIfItsSuccessorRefuses() {
        Counting a = offer("a", "2.0.0", Manner.PROMPT);
        settle();
        offer("a", "1.0.0", Manner.LATE);
        loop.simulation().await(withdraw(a));
        View fallen = host.slot().view();
        assertEquals("stand-in", fallen.inUse());
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, fallen.latest());
        assertEquals(label("a", "1.0.0"), refused.policy());
    }

    @Test
    void aLateWithdrawalDoesNotHurtASuccessorOfTheSameName() {
        Counting old = offer("a", "1.0.0", Manner.PROMPT);
        settle();
        Counting updated = offer("a", "1.0.0", Manner.PROMPT);
        View before = use("a");
        assertEquals(0, old.open());
        assertEquals(1, updated.open());
        loop.simulation().await(withdraw(old));
        assertEquals(before, settle());
        assertEquals(
                List.of(updated),
                catalogue.candidates().stream().map(Candidate::policy).toList());
        loop.simulation().await(catalogue.withdraw(old));
        assertEquals(before, settle());
    }

    @Test
    void operatorsSeeThePoliciesThatArePresentAndTheSlots() {
        offer("a", "1.0.0", Manner.PROMPT);
        offer("b", "2.1.0", Manner.PROMPT);
        View view = use("b");
        assertEquals(
                List.of(
                        new PolicyInfo(Counting.KIND, "a", "com.example.a", "1.0.0"),
                        new PolicyInfo(Counting.KIND, "b", "com.example.b", "2.1.0")),
                catalogue.policyInfos());
        assertEquals(
                List.of(new SlotInfo(
                        "host of a",
                        Counting.KIND,
                        "b",
                        view.inUse(),
                        view.generation(),
                        view.latest().toString())),
                catalogue.slotInfos());
    }

    @Test
    void aPolicyMayComeAgain() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        settle();
        loop.simulation().await(catalogue.withdraw(a));
        assertEquals("stand-in", host.slot().view().inUse());
        catalogue.offer(a.as("a", "1.0.0"));
        assertEquals(label("a", "1.0.0"), settle().inUse());
        assertEquals(2, a.opened());
    }

    @Test
    void aFallDoesNotWaitForThePreparationOfAnother() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        offer("b", "1.0.0", Manner.SLOW);
        settle();
        CompletableFuture<View> use = host.slot().use("b");
        loop.simulation().runFor(Duration.ofNanos(Counting.DEADLINE_NS / 2));
        loop.simulation().await(withdraw(a));
        assertFalse(use.isDone());
        assertEquals("stand-in", host.slot().view().inUse());
        host.packet();
        assertEquals(label("b", "1.0.0"), loop.simulation().await(use).inUse());
        host.packet();
        assertEquals(2, host.packets());
        host.checkNumbers();
    }

    @Test
    void aPolicyThatLeavesWhileItPreparesIsNotPutInUse() {
        offer("a", "1.0.0", Manner.PROMPT);
        Counting b = offer("b", "2.0.0", Manner.SLOW);
        settle();
        CompletableFuture<View> use = host.slot().use("b");
        loop.simulation().runFor(Duration.ofNanos(Counting.DEADLINE_NS / 2));
        CompletableFuture<Void> letGo = withdraw(b);
        assertThrows(PolicyRefused.class, () -> loop.simulation().await(use));
        loop.simulation().await(letGo);
        assertEquals(1, b.opened());
        assertEquals(label("a", "1.0.0"), host.slot().view().inUse());
    }

    @Test
    void anotherOfTheSameNameIsUsedInsteadOfOneThatLeavesWhileItPrepares() {
        Counting b = offer("b", "2.0.0", Manner.SLOW);
        offer("b", "1.0.0", Manner.SLOW);
        settle();
        CompletableFuture<View> use = host.slot().use("b");
        loop.simulation().runFor(Duration.ofNanos(Counting.DEADLINE_NS / 2));
        CompletableFuture<Void> letGo = withdraw(b);
        assertEquals(label("b", "1.0.0"), loop.simulation().await(use).inUse());
        assertTrue(letGo.isDone());
    }

    @Test
    void aWithdrawalWaitsForAPreparationThatOutlivesItsDeadline() {
        Counting b = offer("b", "1.0.0", Manner.LATE);
        assertThrows(PolicyRefused.class, () -> use("b"));
        CompletableFuture<Void> letGo = withdraw(b);
        settle();
        assertFalse(letGo.isDone());
        loop.simulation().await(letGo);
        assertEquals(1, b.opened());
    }

    @Test
    void aPreparationThatCouldNotBeginBeforeItsDeadlineNeverDoes() {
        PolicyCatalogue<Counting> hasty = new PolicyCatalogue<>(Counting.KIND, loop, Duration.ZERO);
        Counting a = new Counting(Manner.PROMPT, faults);
        hasty.offer(a.as("a", "1.0.0"));
        try (CountingHost hurried = new CountingHost(loop, hasty, "a", faults)) {
            assertInstanceOf(
                    Outcome.Refused.class,
                    loop.simulation().await(hurried.slot().settled()).latest());
            loop.simulation().await(hasty.withdraw(a));
            loop.simulation().run();
            assertEquals(0, a.opened());
        }
    }

    @Test
    void aClosedSlotLetsGoOfEverything() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        Counting b = offer("b", "1.0.0", Manner.SLOW);
        settle();
        List<CompletableFuture<View>> uses =
                Stream.of("b", "a").map(host.slot()::use).toList();
        CompletableFuture<View> settled = host.slot().settled();
        loop.simulation().runFor(Duration.ofNanos(Counting.DEADLINE_NS / 2));
        View last = host.slot().view();
        host.close();
        host.close();
        assertEquals(0, a.open());
        assertEquals(List.of(), catalogue.slots());
        uses.forEach(use -> assertInstanceOf(PolicyRefused.class, use.exceptionNow()));
        assertEquals(last, settled.resultNow());
        assertThrows(PolicyRefused.class, () -> use("b"));
        loop.simulation().await(withdraw(b));
        assertEquals(1, b.opened());
        loop.simulation().await(withdraw(a));
        assertEquals(last, settle());
        Counting successor = offer("a", "1.0.0", Manner.PROMPT);
        assertEquals(last, settle());
        assertEquals(0, successor.opened());
    }

    @Test
    void aPolicyThatDoesNotCloseProperlyIsLetGoAllTheSame() {
        PolicySlot<Counting> slot = catalogue.open("clumsy", "b", host.standIn(), _ -> new PolicySlot.Transition() {
            @Override
            public void commit() {}

            @Override
            public void rollBack() {}

            @Override
            public void retire() {
                throw new IllegalStateException("expected: cannot close");
            }
        });
        Counting b = offer("b", "1.0.0", Manner.PROMPT);
        assertEquals(
                label("b", "1.0.0"), loop.simulation().await(slot.settled()).inUse());
        loop.simulation().await(withdraw(b));
        assertEquals("stand-in", slot.view().inUse());
        slot.close();
    }

    @Test
    void eachOfManySlotsMovesInATaskOfItsOwn() {
        int many = 1_000;
        List<CountingHost> hosts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            hosts.add(new CountingHost(loop, catalogue, "b", faults));
        }
        Counting b = offer("b", "1.0.0", Manner.PROMPT);
        loop.simulation().run();
        assertEquals(many, b.open());
        loop.simulation().await(withdraw(b));
        assertEquals(1 + many, catalogue.slots().size());
        assertEquals(
                2L * many,
                hosts.stream()
                        .flatMap(each -> each.commits().skip(1))
                        .distinct()
                        .count());
        hosts.forEach(CountingHost::close);
        assertEquals(List.of(host.slot().view()), catalogue.slots());
    }

    @Test
    void aWithdrawalOnAClosedLoopIsComplete() {
        Counting a = offer("a", "1.0.0", Manner.PROMPT);
        InterleavedLoop stopped = new InterleavedLoop(1);
        PolicyCatalogue<Counting> stoppedCatalogue =
                new PolicyCatalogue<>(Counting.KIND, stopped, Duration.ofSeconds(1));
        stoppedCatalogue.offer(a.as("a", "1.0.0"));
        stopped.simulation().run();
        stopped.close();
        assertEquals(Future.State.SUCCESS, stoppedCatalogue.withdraw(a).state());
    }

    @Test
    void aCatalogueTakesPoliciesOfItsKindOnly() {
        Candidate<Counting> other = new Candidate<>(host.standIn(), "routing", "lfa", "com.example.lfa", "1.0.0");
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> catalogue.offer(other));
        assertEquals(
                "a catalogue of counting policies does not take the routing policy lfa (com.example.lfa 1.0.0)",
                refusal.getMessage());
    }

    @Test
    void slotsAreOpenedAndClosedOnTheLoopOnly() {
        CompletableFuture<String> refusals = loop.offload(
                () -> assertThrows(IllegalStateException.class, host::close).getMessage() + ", "
                        + assertThrows(
                                        IllegalStateException.class,
                                        () -> new CountingHost(loop, catalogue, "a", faults))
                                .getMessage(),
                Duration.ofSeconds(1));
        String refusal = "a slot is opened and closed on its loop, simulation-1";
        assertEquals(refusal + ", " + refusal, loop.simulation().await(refusals));
    }

    @Test
    void outcomesAreReadable() {
        assertEquals("never swapped", new Outcome.NeverSwapped().toString());
        assertEquals(
                "swapped at 1970-01-01T00:00:01.500Z, took 12 us",
                new Outcome.Swapped(1_500_000_000L, 12_345).toString());
        assertEquals(
                "refused b (com.example.b 1.0.0) at 1970-01-01T00:00:02Z: it was not ready within 10 ms",
                new Outcome.Refused(2_000_000_000L, label("b", "1.0.0"), "it was not ready within 10 ms").toString());
    }
}
