// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** A hundred members, a thousand names: figures of the look-ups, and what remains when a fifth of the members is gone. */
class HundredMembersTest {
    private static final Logger LOG = System.getLogger(HundredMembersTest.class.getName());
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int MEMBERS = 100;
    private static final int NAMES = 1_000;
    private static final int LEAVING = 20;

    /** Members from which each name is looked up. */
    private static final int ASKERS = SOAK ? MEMBERS : 3;

    /** Look-ups that a member begins at the same time. */
    private static final int AT_A_TIME = 50;

    static LongStream seeds() {
        return LongStream.range(1, SOAK ? 6 : 2);
    }

    /** A name and the member at which it is registered. */
    private record Name(NameHash hash, TestMember at) {}

    /** A name and the member that looks it up. */
    private record Question(TestMember asker, Name name) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyNameIsFoundFromEveryMemberAlsoWhenAFifthOfThemHasJustLeft(long seed) {
        MessageNetwork network = new MessageNetwork(seed);
        List<TestMember> members = network.grow(MEMBERS);
        List<Name> names = register(network, members, NAMES);
        network.loop.runFor(Duration.ofMinutes(2));
        assertEquals(List.of(), ask(network, questions(names, members, seed), "all present"));

        network.loop.runFor(Duration.ofNanos(RecentResults.KEPT_NS));
        List<TestMember> shuffled = new ArrayList<>(members);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.subList(0, LEAVING).forEach(TestMember::leave);
        List<TestMember> staying = shuffled.subList(LEAVING, MEMBERS);
        List<Name> remaining =
                names.stream().filter(name -> staying.contains(name.at())).toList();
        long leftNs = network.loop.nowNs();
        List<Question> open = questions(remaining, staying, seed);
        for (int round = 1; round <= 3 && !open.isEmpty(); round++) {
            open = ask(network, open, LEAVING + " gone, unnoticed by routing, round " + round);
        }

        assertEquals(List.of(), open);
        LOG.log(
                Level.INFO,
                "all asked for and found, {0} ms after they left",
                (network.loop.nowNs() - leftNs) / 1_000_000);
        network.end();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyNameIsFoundThoughTheNetworkLosesMessages(long seed) {
        MessageNetwork network = new MessageNetwork(seed);
        network.loss = 0.05;
        List<TestMember> members = network.grow(SOAK ? MEMBERS : MEMBERS / 4);
        List<Name> names = register(network, members, SOAK ? NAMES : NAMES / 4);
        network.loop.runFor(Duration.ofMinutes(2));

        assertEquals(List.of(), ask(network, questions(names, members, seed), "5 % lost"));
        network.end();
    }

    private static List<Name> register(MessageNetwork network, List<TestMember> members, int count) {
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TestMember member = members.get(network.random.nextInt(members.size()));
            NameHash hash = NameHash.of("name-" + i, HashAlgorithm.SHA3_256);
            member.directory().register(hash);
            names.add(new Name(hash, member));
        }
        return names;
    }

    /** {@return each name with some other members, in no order} */
    private static List<Question> questions(List<Name> names, List<TestMember> members, long seed) {
        Random random = new Random(seed);
        List<Question> questions = new ArrayList<>();
        for (Name name : names) {
            List<TestMember> askers = new ArrayList<>(members);
            Collections.shuffle(askers, random);
            askers.subList(0, Math.min(ASKERS, askers.size()))
                    .forEach(asker -> questions.add(new Question(asker, name)));
        }
        Collections.shuffle(questions, random);
        return questions;
    }

    /** Asks questions in waves, and logs the figures. {@return those to which the answer was wrong} */
    private static List<Question> ask(MessageNetwork network, List<Question> questions, String what) {
        List<TestMember> askers =
                questions.stream().map(Question::asker).distinct().toList();
        Figures before = Figures.of(askers);
        LongSummaryStatistics tookNs = new LongSummaryStatistics();
        List<Question> wrong = new ArrayList<>();
        int wave = AT_A_TIME * askers.size();
        for (int from = 0; from < questions.size(); from += wave) {
            List<CompletableFuture<Void>> answers = new ArrayList<>();
            for (Question question : questions.subList(from, Math.min(from + wave, questions.size()))) {
                long startNs = network.loop.nowNs();
                answers.add(question.asker()
                        .directory()
                        .query(question.name().hash())
                        .thenAccept(addresses -> {
                            tookNs.accept(network.loop.nowNs() - startNs);
                            if (!addresses.equals(List.of(question.name().at().address()))) {
                                wrong.add(question);
                            }
                        }));
            }
            network.loop.await(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
        }
        Figures figures = Figures.of(askers).minus(before);
        assertTrue(figures.lookUps() > 0, "somebody looks up something");
        LOG.log(
                Level.INFO,
                () ->
                        "%s: %d queries, %d wrong, %d by look-up; of those %.2f hops, %.2f messages each; %.0f ms, at most %d ms"
                                .formatted(
                                        what,
                                        questions.size(),
                                        wrong.size(),
                                        figures.lookUps(),
                                        (double) figures.hops() / figures.lookUps(),
                                        (double) figures.messages() / figures.lookUps(),
                                        tookNs.getAverage() / 1e6,
                                        tookNs.getMax() / 1_000_000));
        return wrong;
    }

    /** Sums over members. A request and its answer are two messages. */
    private record Figures(long lookUps, long hops, long messages) {
        static Figures of(List<TestMember> members) {
            return members.stream()
                    .map(member -> new Figures(
                            member.count("look-ups"),
                            member.count("look-up hops"),
                            2 * member.count("look-up requests")))
                    .reduce(new Figures(0, 0, 0), Figures::plus);
        }

        Figures plus(Figures other) {
            return new Figures(lookUps + other.lookUps, hops + other.hops, messages + other.messages);
        }

        Figures minus(Figures other) {
            return plus(new Figures(-other.lookUps, -other.hops, -other.messages));
        }
    }
}
