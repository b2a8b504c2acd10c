// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the processes of a bench run: hosts in a row, numbered from 0, each of which reaches its neighbours. A host has a core of its own,
 * as far as there are any, and those at the ends share one rather than one with their neighbour.
 */
interface Hosts extends AutoCloseable {
    /**
     * Makes hosts: network namespaces with links between them where this process may do that, otherwise loopback addresses.
     *
     * @param count how many
     */
    static Hosts make(int count) throws IOException {
        return NamespaceHosts.available() ? NamespaceHosts.make(count) : new LoopbackHosts();
    }

    /** {@return the IPv4 address of a host} */
    String address(int host);

    /** {@return the command that runs the command behind it at a host, on the core of that host} */
    default List<String> at(int host) {
        return Stream.concat(anywhereAt(host).stream(), onCoreOf(host).stream()).toList();
    }

    /** {@return the command that runs the command behind it at a host, on whatever core the system chooses} */
    List<String> anywhereAt(int host);

    /** {@return what they are, for people} */
    String about();

    @Override
    void close() throws IOException;

    /** {@return the command that runs the command behind it on the core of a host, empty where that cannot be chosen} */
    static List<String> onCoreOf(int host) {
        int cores = Runtime.getRuntime().availableProcessors();
        boolean chooses =
                Stream.of("/usr/bin/taskset", "/bin/taskset").map(Path::of).anyMatch(Files::isExecutable);
        return chooses ? List.of("taskset", "-c", Integer.toString(host % cores)) : List.of();
    }

    /** {@return where the hosts' processes run, for people} */
    static String placement() {
        return onCoreOf(0).isEmpty() ? "placed by the system" : "a core each, in turn";
    }
}
