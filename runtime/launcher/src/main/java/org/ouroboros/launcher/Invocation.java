// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** What the command line asks for. */
sealed interface Invocation {
    /** The demonstration, in a data directory that does not outlive it. */
    record Demo() implements Invocation {}

    /** A system in the foreground. */
    record Run(Path data, Path conf) implements Invocation {}

    /**
     * Reads a command line.
     *
     * @throws LaunchFailed naming the argument that is not understood, and what would be
     */
    static Invocation parse(List<String> args, Map<String, String> environment, Path home) {
        String verb = args.isEmpty() ? "" : args.getFirst();
        List<String> options = args.isEmpty() ? args : args.subList(1, args.size());
        return switch (verb) {
            case "demo" -> demo(options);
            case "run" -> run(options, environment, home);
            default -> throw LaunchFailed.usage("unknown command '" + verb + "'; there are demo, run and help");
        };
    }

    private static Invocation demo(List<String> options) {
        if (!options.isEmpty()) {
            throw LaunchFailed.usage("unknown option '" + options.getFirst() + "'; demo takes none");
        }
        return new Demo();
    }

    private static Invocation run(List<String> options, Map<String, String> environment, Path home) {
        Path data = defaultData(environment, home);
        Path conf = null;
        for (var rest = options.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--data" -> data = directory(option, rest);
                case "--conf" -> conf = directory(option, rest);
                default ->
                    throw LaunchFailed.usage("unknown option '" + option + "'; run takes --data DIR and --conf DIR");
            }
        }
        return new Run(data, conf == null ? data.resolve("conf") : conf);
    }

    private static Path directory(String option, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "";
        if (value.isEmpty() || value.startsWith("--")) {
            throw LaunchFailed.usage(option + " wants a directory: " + option + " DIR");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }

    private static Path defaultData(Map<String, String> environment, Path home) {
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = xdg.isEmpty() ? home.resolve(".local/share") : Path.of(xdg);
        return base.resolve("ouroboros").toAbsolutePath();
    }
}
