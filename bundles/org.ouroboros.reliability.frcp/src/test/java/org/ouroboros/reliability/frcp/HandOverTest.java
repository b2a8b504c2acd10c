// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.QosSpec;

/** One machine after the other goes on, more often than anything is due: what is due is done in time all the same. */
class HandOverTest {
    private static final Duration OFTEN = Duration.ofMillis(3);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int WINDOW = 256;

    static Stream<Arguments> whatIsDue() {
        return Stream.of(
                due("a packet is sent again", 4, Bench.RELIABLE, LoneEnd::write),
                due("a packet is sent again once the round trip is known", 6, Bench.RELIABLE, end -> {
                    end.write();
                    end.loop.runFor(Duration.ofMillis(2));
                    end.acknowledge(1, WINDOW);
                    end.write();
                }),
                due("an acknowledgement", 1, Bench.RELIABLE, end -> end.hear(1)),
                due("a question for a window", 64 + 30, Bench.RELIABLE, LoneEnd::writeAll),
                due(
                        "a question for a window in order, and what is done without an answer",
                        51,
                        Bench.ORDERED,
                        LoneEnd::writeAll),
                due("a window that opens is repeated", 5, Bench.RELIABLE, HandOverTest::reopened),
                due("a window that opens is repeated in order", 5, Bench.ORDERED, HandOverTest::reopened));
    }

    private static Arguments due(String what, int atLeast, QosSpec qos, Consumer<LoneEnd> begin) {
        return arguments(what, atLeast, qos, begin);
    }

    /** A window that was closed opens. */
    private static void reopened(LoneEnd end) {
        end.room(0);
        end.hear(WINDOW);
        end.room(2 * WINDOW);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsDue")
    void whatIsDueIsDoneInTimeHoweverOftenTheFlowChangesHands(
            String what, int atLeast, QosSpec qos, Consumer<LoneEnd> begin) {
        for (boolean ours : new boolean[] {false, true}) {
            LoneEnd calm = run(new LoneEnd(qos, ours), begin, false);
            assertTrue(calm.done.size() >= atLeast, calm.done.toString());
            assertEquals(calm.done, run(new LoneEnd(qos, ours), begin, true).done);
        }
    }

    private static LoneEnd run(LoneEnd end, Consumer<LoneEnd> begin, boolean handedOver) {
        if (handedOver) {
            end.handOverEvery(OFTEN, LONG);
        }
        begin.accept(end);
        end.loop.runFor(LONG);
        end.machine().close();
        assertEquals(0, end.pool.outstanding());
        return end;
    }

    @Test
    void whatThePeerSaidWhileNoMachineWasThereIsTakenBeforeItCountsAsLost() {
        LoneEnd end = new LoneEnd(Bench.RELIABLE, true);
        end.write();
        end.loop.runFor(Duration.ofMillis(2));
        end.acknowledge(1, WINDOW);
        end.write();
        end.handOver(LONG);
        end.loop.runFor(Duration.ofNanos(500_000)); // others have the loop
        end.acknowledge(2, WINDOW);
        end.loop.runFor(LONG);
        assertEquals(2, end.done.stream().filter(what -> what.contains("bytes")).count(), end.done.toString());
        end.machine().close();
        assertEquals(0, end.pool.outstanding());
    }

    @Test
    void theWindowOfAFlowInOrderIsToldAsOftenAsEver() {
        LoneEnd end = new LoneEnd(Bench.ORDERED, true);
        end.handOverEvery(OFTEN, LONG);
        for (int i = 0; i < 10 * WINDOW; i++) {
            end.hear(1);
            end.loop.runFor(Duration.ofMillis(1));
        }
        int most = 10 * WINDOW / 32 + 1;
        assertTrue(end.done.size() >= most - 2 && end.done.size() <= most, end.done.size() + " times");
        end.machine().close();
        assertEquals(0, end.pool.outstanding());
    }
}
