// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.assertSays;
import static org.ouroboros.endpoint.Messages.numbered;
import static org.ouroboros.endpoint.Messages.numbers;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;
import static org.ouroboros.endpoint.SimulatedSystem.everything;
import static org.ouroboros.endpoint.SimulatedSystem.reliable;
import static org.ouroboros.endpoint.SimulatedSystem.sealed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** A flow goes over from one link to another one, with another key, while messages pass. */
class SpliceTest extends ProtectedFlows {
    private static final int SEEDS = Boolean.getBoolean("ouroboros.soak") ? 500 : 10;
    private static final QosSpec LIVELY = QUIET.withTimeoutMs(8_000); // longer than a splice is waited for
    private static final ToyLink.Terms DEAF = new ToyLink.Terms(1_000_000, 1, 0, 64, false);
    private static final ToyLink.Terms SLOW = new ToyLink.Terms(12_000_000, 0, 0, 64, false); // less than fills a queue

    private final ToyLink next = system.link(ToyLink.Terms.GOOD);

    static Stream<Arguments> protections() {
        return Stream.of("raw", "ordered", "goback")
                .flatMap(each -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(each, seed)));
    }

    private static Supplier<Needs> needs(String protection) {
        return protection.equals("raw") ? sealed() : everything(protection);
    }

    private static Cipher otherKey() {
        return new Cipher("xor", new byte[] {0x33});
    }

    /** The two ends of a flow, and its users. */
    private final class Flow {
        final LayerEndpoint[] ends;
        final SimulatedSystem.Ends users;
        private long written;
        private long writtenBack;
        private final List<Long> read = new ArrayList<>();
        private final List<Long> readBack = new ArrayList<>();

        Flow(Supplier<Needs> needs) {
            this(needs, QUIET);
        }

        Flow(Supplier<Needs> needs, QosSpec qos) {
            installAll();
            ends = system.endpoints(link, qos, needs);
            ApplicationFlow server =
                    system.endpoints.application(new FlowIdentity(2, "echo", QUIET), ends[1], () -> {});
            users = new SimulatedSystem.Ends(
                    system.endpoints.application(new FlowIdentity(1, "echo", QUIET), ends[0], () -> {}), server);
        }

        /** Numbers go both ways, one a millisecond. */
        void pass(int steps) {
            for (int i = 0; i < steps; i++) {
                written += users.client().tryWrite(numbered(written)) ? 1 : 0;
                writtenBack += users.server().tryWrite(numbered(writtenBack)) ? 1 : 0;
                system.loop.runFor(Duration.ofMillis(1));
                read();
            }
        }

        /** Everything that was written was read, once and in order. */
        void check() {
            system.loop.runFor(Duration.ofSeconds(1));
            read();
            assertEquals(upTo(written), read);
            assertEquals(upTo(writtenBack), readBack);
        }

        void end() {
            users.deallocate();
        }

        private void read() {
            read.addAll(numbers(users.server()));
            readBack.addAll(numbers(users.client()));
        }
    }

    private record Splicing(CompletableFuture<Void> leader, CompletableFuture<Void> follower) {}

    private Splicing splice(LayerEndpoint[] ends, ToyLink over) {
        return splice(ends, over, QUIET);
    }

    private Splicing splice(LayerEndpoint[] ends, ToyLink over, QosSpec qos) {
        Replacement leading = ends[0].replacement(qos);
        Replacement following = ends[1].replacement(qos);
        over.connect(leading, following);
        CompletableFuture<Void> follower =
                system.loop.await(following.follow(over.second(), otherKey())).over();
        return new Splicing(leading.lead(over.first(), otherKey()), follower);
    }

    @Test
    void afterwardsTheOtherLinkCarriesEverythingAndTheFirstOneIsLetGo() {
        Flow flow = new Flow(needs("goback"));
        flow.pass(10);
        Splicing splicing = splice(flow.ends, next);
        system.loop.await(splicing.leader());
        assertTrue(splicing.follower().isDone());
        system.loop.runFor(Duration.ofMillis(2));
        assertTrue(link.first().released() && link.second().released());
        int sent = link.first().sent() + link.second().sent();
        flow.pass(50);
        flow.check();
        assertEquals(sent, link.first().sent() + link.second().sent());
        assertEquals(0, flow.users.client().counters().dropped());
        assertEquals(0, flow.users.server().counters().dropped());
        flow.end();
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("protections")
    void nothingIsLostDoubledOrMixedUpThoughTheOtherLinkIsFaster(String protection, int seed) {
        link.terms(SLOW);
        Flow flow = new Flow(needs(protection));
        flow.pass(1 + seed * 7);
        Splicing splicing = splice(flow.ends, next);
        flow.pass(400);
        assertTrue(splicing.leader().isDone() && splicing.follower().isDone());
        flow.check();
        assertEquals(0, flow.users.server().counters().dropped());
        flow.end();
    }

    @Test
    void thePeerMayBeSilentForAnotherTimeAfterwards() {
        Flow flow = new Flow(needs("raw"));
        system.loop.await(splice(flow.ends, next, QUIET.withTimeoutMs(1_000)).leader());
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(FlowState.UP, flow.users.server().state());
        int signs = next.first().empty();
        assertTrue(signs >= 39, signs + " signs of life");
        ToyLink third = system.link(ToyLink.Terms.GOOD);
        system.loop.await(splice(flow.ends, third, QUIET).leader());
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(0, third.first().empty() + third.second().empty());
        ToyLink fourth = system.link(ToyLink.Terms.GOOD);
        system.loop.await(splice(flow.ends, fourth, QUIET.withTimeoutMs(1_000)).leader());
        fourth.terms(DEAF);
        system.loop.runFor(Duration.ofSeconds(2));
        assertEquals(FlowState.PEER_DEAD, flow.users.client().state());
        assertEquals(FlowState.PEER_DEAD, flow.users.server().state());
        flow.end();
    }

    @Test
    void aFlowIsSplicedAgainAndAgain() {
        Flow flow = new Flow(needs("raw"));
        for (int i = 0; i < 20; i++) {
            Splicing splicing = splice(flow.ends, system.link(i % 2 == 0 ? SLOW : ToyLink.Terms.GOOD));
            while (!splicing.leader().isDone()) {
                flow.pass(1);
            }
        }
        flow.check();
        flow.end();
    }

    @Test
    void aFlowStaysWhereItIsIfTheOtherLinkCarriesNothing() {
        Flow flow = new Flow(needs("goback"));
        next.terms(DEAF);
        Splicing splicing = splice(flow.ends, next);
        flow.pass((int) Splice.PATIENCE.toMillis() + 10);
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.loop.await(splicing.leader()));
        assertSays("did not carry anything both ways within 5 s", refused);
        assertTrue(splicing.follower().isCompletedExceptionally());
        assertTrue(next.first().released() && next.second().released());
        flow.pass(50);
        flow.check();
        ToyLink third = system.link(ToyLink.Terms.GOOD);
        system.loop.await(splice(flow.ends, third).leader());
        flow.pass(50);
        flow.check();
        flow.end();
    }

    @Test
    void aSignalThatIsSentBackIsNoAnswer() {
        Flow flow = new Flow(needs("goback"));
        Replacement leading = flow.ends[0].replacement(QUIET);
        next.connect(leading, new Recorder() {
            @Override
            public void receive(Packet packet) {
                received++;
                next.second().send(packet);
            }
        });
        CompletableFuture<Void> leader = leading.lead(next.first(), otherKey());
        flow.pass((int) Splice.PATIENCE.toMillis() + 10);
        assertTrue(leader.isCompletedExceptionally());
        assertTrue(next.first().sent() > 5, "it asked again and again");
        flow.check();
        flow.end();
    }

    @Test
    void anEndThatIsOverIsFollowedHoweverLongThatIsNotHeard() {
        Flow flow = new Flow(needs("goback"));
        link.terms(DEAF);
        Splicing splicing = splice(flow.ends, next);
        assertTrue(system.loop.runUntil(() -> flow.ends[0].carrier() == next.first(), Duration.ofSeconds(1)));
        next.terms(DEAF);
        system.loop.runFor(Duration.ofSeconds(60));
        assertFalse(splicing.follower().isDone());
        assertSame(link.second(), flow.ends[1].carrier());
        link.terms(ToyLink.Terms.GOOD);
        next.terms(ToyLink.Terms.GOOD);
        system.loop.await(splicing.leader());
        assertSame(next.second(), flow.ends[1].carrier());
        flow.pass(50);
        flow.check();
        flow.end();
    }

    @Test
    void whatComesByTheOtherLinkWaitsForTheEndOfTheFirstOneForABoundedTime() {
        Flow flow = new Flow(needs("raw"));
        link.terms(DEAF);
        splice(flow.ends, next);
        assertTrue(system.loop.runUntil(() -> flow.ends[0].carrier() == next.first(), Duration.ofSeconds(1)));
        flow.users.client().tryWrite(numbered(0));
        system.loop.runFor(Splice.HOLD.minusMillis(1));
        assertEquals(0, flow.users.server().receiveQueueLength());
        assertSame(next.second(), flow.ends[1].carrier(), "it has seen that the peer is over");
        system.loop.runFor(Duration.ofMillis(3));
        assertEquals(List.of(0L), numbers(flow.users.server()));
        flow.end();
    }

    @Test
    void theFirstLinkIsLetGoThoughNobodyHearsItsEnd() {
        Flow flow = new Flow(needs("goback"));
        link.terms(DEAF);
        Splicing splicing = splice(flow.ends, next);
        flow.pass(3_000);
        assertTrue(splicing.leader().isDone() && splicing.follower().isDone());
        assertTrue(link.first().released());
        flow.check();
        flow.end();
    }

    @Test
    void aCipherThatIsAwayMeanwhileHoldsTheFlowAndTheSplice() {
        Flow flow = new Flow(needs("raw"));
        link.terms(SLOW);
        flow.pass(30);
        Splicing splicing = splice(flow.ends, next);
        flow.pass(25);
        EncryptionPolicy away = cipher;
        system.loop.await(system.policies.encryption().withdraw(away));
        flow.pass(500);
        assertFalse(splicing.leader().isDone());
        system.install(away);
        flow.pass(500);
        assertTrue(splicing.leader().isDone());
        flow.check();
        assertEquals(0, flow.users.server().counters().dropped());
        flow.end();
    }

    @ParameterizedTest(name = "after {0} us")
    @ValueSource(ints = {0, 500, 1_500, 2_500, 3_500, 4_500, 100_000})
    void aFlowMayEndMeanwhile(int micros) {
        Flow flow = new Flow(needs("goback"));
        flow.pass(5);
        Splicing splicing = splice(flow.ends, next);
        system.loop.runFor(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)));
        flow.users.client().deallocate();
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(FlowState.PEER_DEALLOCATED, flow.users.server().state());
        flow.users.server().deallocate();
        system.loop.run();
        assertTrue(splicing.leader().isDone());
        assertTrue(link.first().released() && link.second().released());
        assertTrue(next.first().released() && next.second().released());
    }

    /** A flow over the link, and the user of the other link at its first end, which asks in vain to go over. */
    private record Held(Flow flow, Replacement other, CompletableFuture<Void> splice) {}

    private Held held(QosSpec qos) {
        Flow flow = new Flow(needs("raw"), qos);
        next.terms(DEAF);
        Replacement leading = flow.ends[0].replacement(qos);
        next.connect(leading, new Recorder());
        CompletableFuture<Void> splice = leading.lead(next.first(), otherKey());
        assertTrue(system.loop.runUntil(() -> next.first().sent() > 0), "it asks");
        flow.ends[0].held();
        leading.held();
        return new Held(flow, leading, splice);
    }

    /** The first end gives its peer up if the link is cut, and not before. */
    private void assertWatchesOver(Flow flow) {
        system.loop.runFor(Duration.ofSeconds(20));
        assertEquals(FlowState.UP, flow.users.client().state());
        assertEquals(FlowState.UP, flow.users.server().state());
        link.terms(DEAF);
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(FlowState.PEER_DEAD, flow.users.client().state());
        flow.end();
    }

    private void bothAreBack(Held held, boolean firstIsFirst) {
        if (firstIsFirst) {
            held.flow().ends[0].carriedBy(link.first());
            held.other().carriedBy(next.first());
        } else {
            held.other().carriedBy(next.first());
            held.flow().ends[0].carriedBy(link.first());
        }
    }

    @ParameterizedTest(name = "first: {0}")
    @ValueSource(booleans = {true, false})
    void thePeerIsWatchedOverAsSoonAsBothLinksAreBack(boolean firstIsFirst) {
        Held held = held(QUIET.withTimeoutMs(2_000));
        bothAreBack(held, firstIsFirst);
        link.terms(DEAF);
        system.loop.runFor(Duration.ofSeconds(3));
        assertEquals(FlowState.PEER_DEAD, held.flow().users.client().state());
        held.flow().end();
    }

    @ParameterizedTest(name = "first: {0}")
    @ValueSource(booleans = {true, false})
    void thePeerOfAFlowWhoseLinksAreBothBackIsWatchedOverAlsoIfTheSpliceIsGivenUp(boolean firstIsFirst) {
        Held held = held(LIVELY);
        bothAreBack(held, firstIsFirst);
        assertWatchesOver(held.flow());
        assertTrue(held.splice().isCompletedExceptionally());
    }

    @Test
    void thePeerOfAFlowWhoseOtherLinkDoesNotComeBackIsWatchedOver() {
        Held held = held(LIVELY);
        held.flow().ends[0].carriedBy(link.first());
        held.other().down("it did not come back");
        assertTrue(held.splice().isCompletedExceptionally());
        assertWatchesOver(held.flow());
    }

    @Test
    void thePeerOfAFlowThatGaveItsHeldSpliceUpIsWatchedOver() {
        Held held = held(LIVELY);
        held.flow().ends[0].carriedBy(link.first());
        system.loop.runFor(Splice.PATIENCE);
        assertTrue(held.splice().isCompletedExceptionally());
        assertWatchesOver(held.flow());
        held.other().carriedBy(next.first());
        assertTrue(next.first().released());
    }

    @Test
    void thePeerIsWatchedOverByTheOtherLinkIfTheFirstOneDidNotComeBack() {
        Flow flow = new Flow(needs("raw"), LIVELY);
        Splicing splicing = splice(flow.ends, next, LIVELY);
        flow.ends[0].held();
        flow.ends[0].down("it did not come back");
        assertTrue(system.loop.runUntil(() -> flow.ends[0].carrier() == next.first(), Splice.PATIENCE));
        flow.pass(3_000);
        assertEquals(FlowState.UP, flow.users.client().state());
        assertTrue(splicing.follower().isDone());
        next.terms(DEAF);
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(FlowState.PEER_DEAD, flow.users.client().state());
        flow.end();
    }

    @Test
    void aFlowThatNothingEncryptsIsNotSpliced() {
        Flow flow = new Flow(reliable("goback"));
        assertTrue(flow.ends[0].complaintAboutReplacement().orElseThrow().contains("it is not encrypted"));
        FlowRefused refused = assertThrows(FlowRefused.class, () -> splice(flow.ends, next));
        assertSays("it is not encrypted", refused);
        flow.end();
    }

    @Test
    void whoAsksAnewIsFollowedInPlaceOfTheSpliceBefore() {
        Flow flow = new Flow(needs("raw"));
        Replacement unused = flow.ends[1].replacement(QUIET);
        CompletableFuture<Void> first =
                system.loop.await(unused.follow(next.second(), otherKey())).over();
        ToyLink third = system.link(ToyLink.Terms.GOOD);
        next.connect(new Recorder(), unused);
        system.loop.await(splice(flow.ends, third).leader());
        assertTrue(first.isCompletedExceptionally());
        assertTrue(next.second().released());
        flow.pass(20);
        flow.check();
        flow.end();
    }
}
