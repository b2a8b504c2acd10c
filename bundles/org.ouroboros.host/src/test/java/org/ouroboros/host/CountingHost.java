// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.host.PolicySlot.Transition;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.Vitals;

/** A host with one slot, whose packets are numbered by the policy in use. */
final class CountingHost implements AutoCloseable {
    private final IpcpLoop loop;
    private final Faults faults;
    private final Counting standIn;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Long> commits = new ArrayList<>();
    private final List<String> accepted = new ArrayList<>();
    private int settled;
    private Counting.@Nullable Counter counter;
    private boolean open = true;

    /** What preparations start from: a snapshot that is out of date. */
    private volatile int snapshot = -1;

    private final PolicySlot<Counting> slot;

    CountingHost(IpcpLoop loop, PolicyCatalogue<Counting> catalogue, String wanted, Faults faults) {
        this.loop = loop;
        this.faults = faults;
        standIn = new Counting(Counting.Manner.PROMPT, faults);
        slot = catalogue.open("host of " + wanted, wanted, standIn, this::prepare);
    }

    PolicySlot<Counting> slot() {
        return slot;
    }

    Counting standIn() {
        return standIn;
    }

    /** {@return the tasks of the loop in which policies were exchanged} */
    Stream<Long> commits() {
        return commits.stream();
    }

    /** {@return how often what was in use before was let go of} */
    int settled() {
        return settled;
    }

    /** {@return the policies that an operator had stay} */
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    /** Takes a packet, while it is open. */
    void packet() {
        if (open) {
            numbers.add(inUse().count());
        }
    }

    int packets() {
        return numbers.size();
    }

    /** Checks that the packets were numbered in turn. */
    void checkNumbers() {
        assertEquals(IntStream.range(0, packets()).boxed().toList(), numbers);
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        slot.close();
    }

    private Transition prepare(Counting next) {
        faults.check((next == standIn) == loop.held(), "only the stand-in is prepared on the loop");
        Counting.Counter successor = next.open(snapshot);
        return new Transition() {
            private Counting.@Nullable Counter predecessor;
            private boolean committed;
            private boolean stays;

            @Override
            public void commit() {
                faults.check(loop.held(), "off the loop");
                commits.add(loop.info().tasks());
                predecessor = counter;
                counter = successor;
                successor.resume(predecessor == null ? 0 : predecessor.state());
                committed = true;
            }

            @Override
            public void rollBack() {
                faults.check(loop.held(), "off the loop");
                faults.check(!stays, "rolled back after it was settled");
                if (committed && predecessor != null) {
                    predecessor.resume(successor.state());
                }
                counter = predecessor;
            }

            @Override
            public void accepted(String policy) {
                faults.check(loop.held(), "off the loop");
                accepted.add(policy);
            }

            @Override
            public void settled() {
                faults.check(loop.held(), "off the loop");
                faults.check(committed && !stays, "settled twice, or before it took over");
                predecessor = null;
                stays = true;
                settled++;
            }

            @Override
            public Vitals vitals() {
                return Vitals.of(packets(), packets(), 0, "");
            }

            @Override
            public void retire() {
                faults.check(loop.held(), "off the loop");
                successor.close();
            }
        };
    }

    private Counting.Counter inUse() {
        if (counter == null) {
            throw new AssertionError("no policy in use");
        }
        return counter;
    }
}
