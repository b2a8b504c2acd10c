// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.List;
import java.util.Optional;

/** Entry point: runs the bench that is named, or lists the names. */
public final class Main {
    private static final List<Bench> BENCHES = List.of(
            new LocalBench(),
            new ReliableBench(),
            new RoutingBench(),
            new StartBench(),
            new SwapBench(),
            new UdpBench());
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    /**
     * Runs a bench and ends the JVM: with 0 if everything was measured, whatever the figures, with 1 if a run failed.
     *
     * @param args the name of a bench, or nothing
     */
    public static void main(String[] args) {
        System.exit(status(List.of(args)));
    }

    private static int status(List<String> args) {
        if (args.isEmpty()) {
            BENCHES.forEach(bench -> System.out.println(String.format("%-8s %s", bench.name(), bench.about())));
            return 0;
        }
        String name = args.getFirst();
        Optional<Bench> asked =
                BENCHES.stream().filter(bench -> bench.name().equals(name)).findFirst();
        if (args.size() > 1 || asked.isEmpty()) {
            System.err.println("ouroboros: no bench '" + String.join(" ", args) + "': there are "
                    + String.join(", ", BENCHES.stream().map(Bench::name).toList()));
            return USAGE;
        }
        return run(asked.get());
    }

    private static int run(Bench bench) {
        try {
            bench.run(new Report(System.out, System.err));
            return 0;
        } catch (Exception failure) {
            System.err.println("ouroboros: bench " + bench.name() + " failed: " + failure.getMessage());
            return FAILED;
        }
    }
}
