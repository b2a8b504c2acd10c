// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Members of ours among members that do what the prototype does. */
class MixedMembersTest {
    private static final Logger LOG = System.getLogger(MixedMembersTest.class.getName());
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    static LongStream seeds() {
        return LongStream.range(1, SOAK ? 40 : 4);
    }

    private final List<TestMember> ours = new ArrayList<>();
    private final List<CMember> theirs = new ArrayList<>();
    private final List<Long> addresses = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void inASmallLayerEveryNameIsFoundFromEveryMember(long seed) {
        MessageNetwork network = new MessageNetwork(seed);
        grow(network, 9, 3);
        IntStream.range(0, ours.size()).forEach(i -> ours.get(i).register("ours-" + i));
        IntStream.range(0, theirs.size()).forEach(i -> theirs.get(i).register("theirs-" + i));
        network.loop.runFor(Duration.ofSeconds(5));

        for (int i = 0; i < ours.size(); i++) {
            List<Long> there = List.of(ours.get(i).address());
            for (TestMember asker : ours) {
                assertEquals(there, asker.query("ours-" + i));
            }
            for (CMember asker : theirs) {
                assertEquals(there, network.loop.await(asker.query("ours-" + i)));
            }
        }
        for (int i = 0; i < theirs.size(); i++) {
            List<Long> there = List.of(theirs.get(i).address());
            for (TestMember asker : ours) {
                assertEquals(there, asker.query("theirs-" + i));
            }
            for (CMember asker : theirs) {
                assertEquals(there, network.loop.await(asker.query("theirs-" + i)));
            }
        }
        network.end();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void inALargeLayerMembersOfOursFindEveryName(long seed) {
        MessageNetwork network = new MessageNetwork(seed);
        grow(network, SOAK ? 100 : 40, 3);
        int names = SOAK ? 300 : 60;
        for (int i = 0; i < names; i++) {
            ours.get(i % ours.size()).register("ours-" + i);
            theirs.get(i % theirs.size()).register("theirs-" + i);
        }
        network.loop.runFor(Duration.ofMinutes(1));

        int foundByTheirs = 0;
        for (int i = 0; i < names; i++) {
            TestMember asker = ours.get(network.random.nextInt(ours.size()));
            assertEquals(List.of(ours.get(i % ours.size()).address()), asker.query("ours-" + i));
            assertEquals(List.of(theirs.get(i % theirs.size()).address()), asker.query("theirs-" + i));
            CMember other = theirs.get(network.random.nextInt(theirs.size()));
            foundByTheirs += network.loop.await(other.query("ours-" + i)).isEmpty() ? 0 : 1;
        }
        int found = foundByTheirs;
        LOG.log(
                Level.INFO,
                () ->
                        "%d members of ours, %d like the prototype: ours found %d of %d names, the others %d of %d of ours"
                                .formatted(ours.size(), theirs.size(), 2 * names, 2 * names, found, names));
        network.end();
    }

    /** Adds members, the first of ours and one like the prototype for each so many. */
    private void grow(MessageNetwork network, int count, int each) {
        for (int i = 0; i < count; i++) {
            long peer = addresses.isEmpty() ? 0 : addresses.get(network.random.nextInt(addresses.size()));
            if (i % each == each - 1) {
                CMember member = new CMember(network);
                member.join(peer);
                theirs.add(member);
                addresses.add(member.address());
            } else {
                TestMember member = network.join(peer);
                ours.add(member);
                addresses.add(member.address());
            }
            network.loop.runFor(Duration.ofMillis(500));
        }
    }
}
