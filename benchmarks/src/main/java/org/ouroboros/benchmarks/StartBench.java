// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A system as it is started in a terminal, on a data directory that an earlier start has filled. */
final class StartBench implements Bench {
    private static final int STARTS = 9;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "a system started in a terminal on a kept bundle cache: time to the prompt, memory";
    }

    @Override
    public void run(Report report) throws IOException {
        Path script = Path.of(System.getProperty("ouroboros.root"), "ouroboros");
        Path data = Files.createTempDirectory("ouroboros-bench-");
        try {
            TerminalSession.run(script, data); // fills the cache
            List<Double> millis = new ArrayList<>();
            List<Double> mebibytes = new ArrayList<>();
            for (int start = 0; start < STARTS; start++) {
                TerminalSession.Start measured = TerminalSession.run(script, data);
                report.say("start " + start + ": " + measured.promptMs() + " ms, " + measured.residentMib() + " MiB");
                millis.add((double) measured.promptMs());
                mebibytes.add((double) measured.residentMib());
            }
            report.figure("start.prompt.ms", new Windows(millis).median(), "ms");
            report.figure("start.rss.mb", new Windows(mebibytes).median(), "MiB");
        } finally {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (var tree = Files.walk(folder)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
