// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A command that runs to its end.
 *
 * @param words the program and its arguments
 * @param environment what is set for it, beside what is set here
 * @param input what it reads
 */
record Command(List<String> words, Map<String, String> environment, String input) {
    /** After this, a command that still runs is killed, unless another limit is given. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * How a command ended.
     *
     * @param command what ran
     * @param status its exit status; -1 if it was killed because it took too long
     * @param printed both outputs
     */
    record Ended(String command, int status, String printed) {
        private static final int SEGMENTATION_FAULT = 128 + 11;
        private static final String NO_FLOW = "Failed to allocate flow";

        /** What clients of both kinds say then. */
        private static final Pattern REFUSED = Pattern.compile("-100[89]\\.|authentic|encryption");

        /** {@return whether it is a client whose request was left unanswered} */
        boolean hadNoFlow() {
            return status < 0 ? printed.isBlank() : printed.contains(NO_FLOW) && !wasRefused();
        }

        /** {@return whether it ended by a fault of its own memory, as shells and kernels tell it} */
        boolean crashed() {
            return status == SEGMENTATION_FAULT;
        }

        /** {@return whether it is a client whose request was refused, for what protects the flow} */
        boolean wasRefused() {
            return printed.contains(NO_FLOW) && REFUSED.matcher(printed).find();
        }

        /** Fails unless the command said that it succeeded. */
        Ended succeeded() {
            assertEquals(this.toString(), 0, status);
            return this;
        }
    }

    static Command of(String... words) {
        return new Command(Arrays.asList(words), Map.of(), "");
    }

    /** Runs it; {@return how it ended} */
    Ended run() throws IOException, InterruptedException {
        return run(LIMIT);
    }

    /** Runs it, for so long at most; {@return how it ended} */
    Ended run(Duration limit) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile("ouroboros", ".in"), input);
        Path out = Files.createTempFile("ouroboros", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean over = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!over) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            return new Ended(
                    String.join(" ", words) + "\n" + input, over ? process.exitValue() : -1, Files.readString(out));
        } finally {
            Files.delete(in);
            Files.delete(out);
        }
    }
}
