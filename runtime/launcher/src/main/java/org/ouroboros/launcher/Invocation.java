// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface Invocation {
    /** The demonstration, in a data directory that does not outlive it. */
    record Demo() implements Invocation {}

    /** A system in the foreground. */
    record Run(Path data, Path conf) implements Invocation {}

    /** A shell on the system of a data directory. */
    record Shell(Path data, Commands commands) implements Invocation {}

    /** Where the commands of a shell are from. */
    sealed interface Commands {
        /** They come on the standard input: from a person, if that is a terminal. */
        record Typed() implements Commands {}

        /** They are an argument. */
        record Given(String text) implements Commands {}

        /** They are in a file. */
        record Listed(Path file) implements Commands {}
    }

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
            case "shell" -> shell(options, environment, home);
            default -> throw LaunchFailed.usage("unknown command '" + verb + "'; there are demo, run, shell and help");
        };
    }

    private static Invocation demo(List<String> options) {
        if (!options.isEmpty()) {
            throw LaunchFailed.usage("unknown option '" + options.getFirst() + "'; demo takes none");
        }
        return new Demo();
    }

    private static Invocation run(List<String> options, Map<String, String> environment, Path home) {
        Path data = null;
        Path conf = null;
        for (var rest = options.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--data" -> data = directory(option, data, rest);
                case "--conf" -> conf = directory(option, conf, rest);
                default ->
                    throw LaunchFailed.usage("unknown option '" + option + "'; run takes --data DIR and --conf DIR");
            }
        }
        Path kept = data == null ? defaultData(environment, home) : data;
        return new Run(kept, conf == null ? kept.resolve("conf") : conf);
    }

    private static Invocation shell(List<String> options, Map<String, String> environment, Path home) {
        Path data = null;
        Commands commands = new Commands.Typed();
        for (var rest = options.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (option.equals("--data")) {
                data = directory(option, data, rest);
                continue;
            }
            if (!(commands instanceof Commands.Typed)) {
                throw LaunchFailed.usage("'" + option + "' is one too many; shell takes -c COMMANDS or one file");
            }
            commands = option.equals("-c") ? given(rest) : listed(option);
        }
        return new Shell(data == null ? defaultData(environment, home) : data, commands);
    }

    private static Commands given(Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw LaunchFailed.usage("-c wants commands: -c COMMANDS");
        }
        return new Commands.Given(rest.next());
    }

    private static Commands listed(String file) {
        if (file.startsWith("-")) {
            throw LaunchFailed.usage(
                    "unknown option '" + file + "'; shell takes --data DIR, and -c COMMANDS or a file");
        }
        return new Commands.Listed(Path.of(file));
    }

    private static Path directory(String option, @Nullable Path known, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "";
        if (known != null) {
            throw LaunchFailed.usage(option + " is given twice: " + known + " and " + value);
        }
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
