// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A network namespace on the bridge of a {@link Lan}: a machine as far as the network goes.
 *
 * @param name what the namespace is called
 * @param number its place in the network
 */
record Namespace(String name, int number) {
    /** The interface of the host. */
    static final String DEVICE = "e0";

    private static final String NOBODY = "02:00:00:00:77:ff";

    /** {@return words that run a command in here} */
    List<String> exec(String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(Arrays.asList(words));
        return command;
    }

    /** Has nothing reach another host from here, without anybody being told. */
    void cutFrom(Namespace other) throws IOException, InterruptedException {
        for (Family family : Family.values()) {
            Command.of(ip(
                            "neigh",
                            "replace",
                            family.address(other.number),
                            "lladdr",
                            NOBODY,
                            "dev",
                            DEVICE,
                            "nud",
                            "permanent"))
                    .run()
                    .succeeded();
        }
    }

    /** Takes {@link #cutFrom} back. */
    void mendTo(Namespace other) throws IOException, InterruptedException {
        for (Family family : Family.values()) {
            Command.of(ip("neigh", "del", family.address(other.number), "dev", DEVICE))
                    .run()
                    .succeeded();
        }
    }

    /** Kills whatever runs in here, and waits until it is gone. */
    void killAll() throws IOException, InterruptedException {
        endAll(ProcessHandle::destroyForcibly);
    }

    /** Has whatever runs in here end in order, and waits until it is gone. */
    void stopAll() throws IOException, InterruptedException {
        endAll(ProcessHandle::destroy);
    }

    private void endAll(Consumer<ProcessHandle> ending) throws IOException, InterruptedException {
        List<ProcessHandle> processes = processes();
        processes.forEach(ending);
        for (ProcessHandle process : processes) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private List<ProcessHandle> processes() throws IOException, InterruptedException {
        return Command.of("ip", "netns", "pids", name)
                .run()
                .printed()
                .lines()
                .map(Long::valueOf)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    private String[] ip(String... words) {
        return Stream.concat(Stream.of("ip", "-n", name), Stream.of(words)).toArray(String[]::new);
    }
}
