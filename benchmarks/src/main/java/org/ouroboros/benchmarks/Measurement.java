// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One thing measured by JMH, a fork at a time, so that what is compared takes turns on the machine.
 *
 * <p>A JMH iteration is a window.
 */
final class Measurement {
    private static final TimeValue WINDOW = TimeValue.seconds(1);
    private static final TimeValue LIMIT = TimeValue.seconds(20);
    private static final int WARM_UP_WINDOWS = 3;
    private static final int WINDOWS = 4;

    private final Class<?> workload;
    private final UnaryOperator<ChainedOptionsBuilder> options;
    private final OutputFormat progress;
    private final List<IterationResult> windows = new ArrayList<>();

    Measurement(Class<?> workload, UnaryOperator<ChainedOptionsBuilder> options, Report report) {
        this.workload = workload;
        this.options = options;
        this.progress = OutputFormatFactory.createFormatInstance(report.people(), VerboseMode.NORMAL);
    }

    /** Measures each of them in turn, so many times. */
    static void inTurn(int rounds, Measurement... sides) throws RunnerException {
        for (int round = 0; round < rounds; round++) {
            for (Measurement side : sides) {
                side.fork();
            }
        }
    }

    private void fork() throws RunnerException {
        ChainedOptionsBuilder fork = new OptionsBuilder()
                .include("^" + workload.getName().replace(".", "\\.") + "\\.")
                .forks(1)
                .warmupIterations(WARM_UP_WINDOWS)
                .warmupTime(WINDOW)
                .measurementIterations(WINDOWS)
                .measurementTime(WINDOW)
                .timeout(LIMIT)
                .shouldFailOnError(true);
        Collection<RunResult> results = new Runner(options.apply(fork).build(), progress).run();
        if (results.size() != 1) {
            throw new RunnerException(workload.getName() + " has " + results.size() + " results, not one");
        }
        results.iterator().next().getBenchmarkResults().forEach(result -> windows.addAll(result.getIterationResults()));
    }

    /** {@return what each window scored} */
    Windows scores() {
        return each(window -> window.getPrimaryResult().getScore());
    }

    /** {@return the median of the samples of each window} */
    Windows medians() {
        return each(window -> window.getPrimaryResult().getStatistics().getPercentile(50));
    }

    /** {@return what a profiler found in each window} */
    Windows secondary(String label) {
        return each(
                window -> Objects.requireNonNull(window.getSecondaryResults().get(label), label)
                        .getScore());
    }

    private Windows each(ToDoubleFunction<IterationResult> value) {
        return new Windows(windows.stream().mapToDouble(value).boxed().toList());
    }
}
