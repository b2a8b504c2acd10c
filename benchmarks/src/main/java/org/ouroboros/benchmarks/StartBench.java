// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Path data = Folders.temporary();
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
            Folders.delete(data);
        }
    }
}
