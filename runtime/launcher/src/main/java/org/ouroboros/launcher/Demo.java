// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;

/**
 * The shipped script, typed into two fresh systems that are gone afterwards: one in this process, and one in another.
 *
 * <p>A line begins with the system that it is for: {@code a>} or {@code b>}. In place of {@code $port} stands a UDP port that is free.
 */
final class Demo {
    /** A line of the script. */
    record Step(char system, String command) {
        @Override
        public String toString() {
            return system + "> " + command;
        }
    }

    private static final String SCRIPT = "demo.gosh";
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2");

    private Demo() {}

    /**
     * Runs the script until a command fails.
     *
     * @return exit status, 0 if every command succeeded
     */
    static int run(Path bundles) {
        PrintStream out = System.out; // Gogo replaces it
        Logging.toStandardError(Level.WARNING);
        CleanStop signal = CleanStop.onSignal(LaunchFailed.FAILED);
        try (Container here = signal.of(Demo::container);
                OtherSystem there = OtherSystem.start(bundles, here.data())) {
            here.start(bundles);
            there.awaitStart();
            int status = 0;
            for (Step step : script(freePort())) {
                out.println(step);
                if (out.checkError()) {
                    throw LaunchFailed.because("standard output cannot be written");
                }
                status = Shell.execute(step.system() == 'a' ? here.data() : there.data(), step.command());
                if (status != 0) {
                    break;
                }
            }
            return status;
        }
    }

    private static Container container() {
        DataDirectory data = DataDirectory.temporary();
        return Container.create(data, data.root().resolve("conf"));
    }

    /** The steps; empty lines and comments do not count. */
    static List<Step> script(int port) {
        try (var in = Demo.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> new Step(
                            line.charAt(0), line.substring(2).strip().replace("$port", Integer.toString(port))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All members of a layer over UDP use the same port. {@return one that is free at both addresses} */
    private static int freePort() {
        try {
            for (int tries = 0; tries < 100; tries++) {
                try (DatagramSocket first = new DatagramSocket(0, InetAddress.getByName(ADDRESSES.getFirst()))) {
                    if (isFree(ADDRESSES.getLast(), first.getLocalPort())) {
                        return first.getLocalPort();
                    }
                }
            }
        } catch (IOException e) {
            throw LaunchFailed.because("no UDP port at " + ADDRESSES.getFirst(), e);
        }
        throw LaunchFailed.because("no UDP port is free at both " + String.join(" and ", ADDRESSES));
    }

    private static boolean isFree(String address, int port) throws IOException {
        try (DatagramSocket second = new DatagramSocket(port, InetAddress.getByName(address))) {
            return second.isBound();
        } catch (SocketException inUse) {
            return false;
        }
    }
}
