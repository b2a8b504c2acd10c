// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.testing.LogCapture;

/** The log of swaps survives restarts, and what is done to its file. */
class SwapLogFileTest {
    @TempDir
    Path folder;

    private SwapLogFile file = new SwapLogFile(Path.of("none"));

    @BeforeEach
    void open() {
        file = new SwapLogFile(folder.resolve("swaps"));
    }

    private static SwapInfo swap(long number, SwapState state, String outcome) {
        SwapSpec spec =
                new SwapSpec("routing", "lfa", Set.of("net.a", "net,b", "tab"), Duration.ofSeconds(5), "alice\t\\");
        SwapStep step = new SwapStep(
                "IPCP net.a",
                "routing",
                "link-state (ls 1.0.0)",
                "lfa (lfa 1.0.0)",
                "org.Lfa",
                3,
                "graph\nof 4",
                Duration.ofNanos(1_234),
                Optional.of("no"));
        SwapStep second =
                new SwapStep("IPCP net,b", "forwarding", "a", "b", "c", 0, "", Duration.ZERO, Optional.empty());
        return new SwapInfo(
                number,
                spec,
                Instant.parse("2026-01-01T12:00:00.5Z"),
                state,
                Duration.ofNanos(77),
                List.of(step, second),
                outcome);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<SwapInfo> swaps =
                List.of(swap(1, SwapState.ACCEPTED, "healthy\r\nfor\\n 5 s"), swap(2, SwapState.ROLLED_BACK, ""));
        file.write(swaps);
        assertEquals(swaps, file.read());
    }

    @Test
    void withoutAFileThereIsNothing() {
        assertEquals(List.of(), file.read());
    }

    @Test
    void linesThatMakeNoSenseAreLeftOut() throws IOException {
        List<SwapInfo> swaps = List.of(swap(1, SwapState.ACCEPTED, "well"));
        file.write(swaps);
        Path text = folder.resolve("swaps");
        String step = Files.readAllLines(text).getLast();
        Files.writeString(
                text,
                "swap\tx\n" + step + "\nrubbish\nstep\n\nswap\t9\t2026-01-01T12:00:00Z\tLOST\n" + step + "\n",
                StandardOpenOption.APPEND);
        assertEquals(swaps, file.read());
    }

    @Test
    void aSwapThatWasNotOverIsTakenBackByARestartAndTheOldestAreForgotten() {
        SimulatedLoop loop = new SimulatedLoop(1);
        List<SwapInfo> written = new ArrayList<>();
        List<SwapInfo> latest = new ArrayList<>();
        for (int i = 1; i <= SwapJournal.MOST_SWAPS + 10; i++) {
            written.add(swap(i, SwapState.WATCHED, "watched"));
        }
        SwapJournal journal = new SwapJournal(
                loop,
                swaps -> {
                    latest.clear();
                    latest.addAll(swaps);
                },
                written);
        assertEquals(SwapJournal.MOST_SWAPS, journal.all().size());
        assertEquals(SwapState.ROLLED_BACK, journal.all().getFirst().state());
        long next = journal.nextNumber();
        loop.await(journal.put(swap(next, SwapState.PREPARING, "")));
        loop.await(journal.put(swap(next, SwapState.WATCHED, "")));
        assertEquals(SwapJournal.MOST_SWAPS, latest.size());
        assertEquals(SwapState.WATCHED, latest.getLast().state());
        assertEquals(11 + 1, latest.getFirst().number());
    }

    @Test
    void whoLogsASwapHearsThatItCannotBeWrittenAndTheLogGoesOn() {
        SimulatedLoop loop = new SimulatedLoop(1);
        List<SwapInfo> latest = new ArrayList<>();
        try (LogCapture log = new LogCapture(SwapJournal.class)) {
            SwapJournal journal = new SwapJournal(
                    loop,
                    swaps -> {
                        if (swaps.size() == 1) {
                            throw new IOException("disk full");
                        }
                        latest.addAll(swaps);
                    },
                    List.of());
            CompletableFuture<?> written = journal.put(swap(1, SwapState.WATCHED, ""));
            loop.await(journal.written());
            assertEquals(
                    "the log of swaps cannot be written: disk full",
                    written.exceptionNow().getMessage());
            assertEquals(1, log.lines().size());
            loop.await(journal.put(swap(2, SwapState.WATCHED, "")));
            assertEquals(2, latest.size());
        }
    }
}
