// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A path between two hosts by a third address, that loses as much as it is told. It works wherever there are namespaces; the kernel's own
 * {@code netem} is not in every kernel.
 */
final class LossyPath {
    private final Process relay;
    private final BufferedReader answers;

    /** Begins to relay between two hosts, and loses nothing yet. */
    LossyPath(Namespace namespace, Family family, Host one, Host other) throws Exception {
        relay = new ProcessBuilder(namespace.exec(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of(DatagramRelay.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        DatagramRelay.class.getName(),
                        family.address(one.namespace().number()),
                        family.address(other.namespace().number())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = relay.inputReader(StandardCharsets.UTF_8);
        assertEquals("up", answers.readLine());
    }

    /** Has it lose that many percent of all datagrams, in both directions; {@return how many it lost by now} */
    int lose(int percent) throws IOException {
        relay.getOutputStream().write((percent + "\n").getBytes(StandardCharsets.UTF_8));
        relay.getOutputStream().flush();
        return Integer.parseInt(answers.readLine());
    }
}
