// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;

/**
 * The log of swaps as a file of lines: {@code swap} begins one, each {@code step} behind it is one of its slots. Fields
 * are separated by tabs, escaped in them as in Java. Any thread but a loop's.
 */
final class SwapLogFile implements SwapJournal.Storage {
    private static final System.Logger LOG = System.getLogger(SwapLogFile.class.getName());
    private static final String SWAP = "swap";
    private static final String STEP = "step";
    private static final String SEPARATOR = "\t";
    private static final String NAMES = "\n"; // between IPCPs
    private static final long LARGEST_BYTES = 16 << 20;

    private final Path file;

    SwapLogFile(Path file) {
        this.file = file;
    }

    /** {@return the swaps that are written, the last one last} What cannot be read is named in the log and left out. */
    List<SwapInfo> read() {
        List<SwapInfo> swaps = new ArrayList<>();
        try {
            if (Files.exists(file)) {
                if (Files.size(file) > LARGEST_BYTES) {
                    throw new IOException("it has more than " + LARGEST_BYTES + " bytes");
                }
                boolean known = false; // the swap that steps belong to
                for (String line : Files.readAllLines(file)) {
                    known = readInto(swaps, line, known);
                }
            }
        } catch (IOException unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the log of swaps {0} is not used: {1}",
                    file,
                    unreadable.getMessage());
        }
        return swaps;
    }

    /** {@return whether the last swap is the one that the steps behind this line belong to} */
    private boolean readInto(List<SwapInfo> swaps, String line, boolean known) {
        List<String> fields =
                Arrays.stream(line.split(SEPARATOR, -1)).map(SwapLogFile::plain).toList();
        boolean begins = fields.getFirst().equals(SWAP);
        try {
            if (begins) {
                swaps.add(swap(fields));
            } else if (!fields.getFirst().equals(STEP)) {
                throw new IllegalArgumentException("it begins with neither swap nor step");
            } else if (!known) {
                throw new IllegalArgumentException("the swap of a step was left out");
            } else {
                SwapStep step = step(fields);
                swaps.add(with(swaps.removeLast(), step));
            }
            return known || begins;
        } catch (RuntimeException malformed) { // too few fields, no number, no such state
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a line of the log of swaps {0} is left out: {1}",
                    file,
                    malformed.getMessage());
            return known && !begins;
        }
    }

    @Override
    public void write(List<SwapInfo> swaps) throws IOException {
        WholeFile.replace(file, text(swaps));
    }

    /** {@return what the file contains of some swaps} */
    static String text(List<SwapInfo> swaps) {
        return swaps.stream().flatMap(SwapLogFile::lines).collect(Collectors.joining());
    }

    private static Stream<String> lines(SwapInfo swap) {
        SwapSpec spec = swap.spec();
        return Stream.concat(
                Stream.of(line(
                        SWAP,
                        swap.number(),
                        swap.begun(),
                        swap.state(),
                        spec.kind(),
                        spec.policy(),
                        names(spec.ipcps()),
                        spec.watch().toMillis(),
                        spec.by(),
                        swap.prepared().toNanos(),
                        swap.outcome())),
                swap.steps().stream()
                        .map(step -> line(
                                STEP,
                                step.slot(),
                                step.kind(),
                                step.from(),
                                step.to(),
                                step.component(),
                                step.flows(),
                                step.state(),
                                step.gap().toNanos(),
                                step.refusal().orElse(""))));
    }

    private static SwapInfo swap(List<String> fields) {
        SwapSpec spec = new SwapSpec(
                fields.get(4),
                fields.get(5),
                names(fields.get(6)),
                Duration.ofMillis(Long.parseLong(fields.get(7))),
                fields.get(8));
        return new SwapInfo(
                Long.parseLong(fields.get(1)),
                spec,
                Instant.parse(fields.get(2)),
                SwapState.valueOf(fields.get(3)),
                Duration.ofNanos(Long.parseLong(fields.get(9))),
                List.of(),
                fields.get(10));
    }

    private static SwapStep step(List<String> fields) {
        return new SwapStep(
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5),
                Integer.parseInt(fields.get(6)),
                fields.get(7),
                Duration.ofNanos(Long.parseLong(fields.get(8))),
                Optional.of(fields.get(9)).filter(refusal -> !refusal.isEmpty()));
    }

    private static SwapInfo with(SwapInfo swap, SwapStep step) {
        List<SwapStep> steps =
                Stream.concat(swap.steps().stream(), Stream.of(step)).toList();
        return new SwapInfo(
                swap.number(), swap.spec(), swap.begun(), swap.state(), swap.prepared(), steps, swap.outcome());
    }

    /** Names hold no control characters. */
    private static String names(Collection<String> names) {
        return names.stream().sorted().collect(Collectors.joining(NAMES));
    }

    private static Set<String> names(String joined) {
        return joined.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(joined.split(NAMES, -1)));
    }

    private static String line(Object... fields) {
        return Arrays.stream(fields)
                .map(field -> String.valueOf(field)
                        .replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r"))
                .collect(Collectors.joining(SEPARATOR, "", "\n"));
    }

    private static String plain(String field) {
        StringBuilder plain = new StringBuilder(field.length());
        for (int at = 0; at < field.length(); at++) {
            char character = field.charAt(at);
            if (character == '\\' && at + 1 < field.length()) {
                plain.append(
                        switch (field.charAt(++at)) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> field.charAt(at);
                        });
            } else {
                plain.append(character);
            }
        }
        return plain.toString();
    }
}
