// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** The log of swaps has a bound, and keeps what the system follows. */
class SwapJournalTest {
    private final SwapJournal journal = new SwapJournal(new SimulatedLoop(1), swaps -> {}, List.of());

    private void log(long number, String policy, SwapState state) {
        SwapSpec spec = new SwapSpec("reliability", policy, Set.of(), Duration.ZERO, "test");
        var _ = journal.put(new SwapInfo(number, spec, Instant.EPOCH, state, Duration.ZERO, List.of(), ""));
    }

    private List<Long> numbers() {
        return journal.all().stream().map(SwapInfo::number).toList();
    }

    @Test
    void theLatestSwapsAreKept() {
        LongStream.rangeClosed(1, 300).forEach(number -> log(number, "faulty", SwapState.ROLLED_BACK));
        assertEquals(LongStream.rangeClosed(45, 300).boxed().toList(), numbers());
    }

    @Test
    void whatTheSystemFollowsIsKeptToo() {
        log(1, "other", SwapState.ACCEPTED);
        log(2, "frcp", SwapState.ACCEPTED);
        log(3, "frcp", SwapState.ACCEPTED);
        LongStream.rangeClosed(4, 300).forEach(number -> log(number, "faulty", SwapState.ROLLED_BACK));
        assertEquals(
                Stream.concat(Stream.of(1L, 3L), LongStream.rangeClosed(47, 300).boxed())
                        .toList(),
                numbers());
    }
}
