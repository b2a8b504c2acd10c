// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The C prototype, where it is installed, at two hosts: a unicast layer over a layer over UDP. A host has a mount namespace too, since the
 * prototype finds its parts by files of fixed names, and names of a layer over UDP in the hosts file.
 *
 * <p>Its processes run on whatever core the system chooses. Bound to one, a host fails to answer a request for a flow in every second start
 * (<i>Failed to respond to flow request</i>), and gets fewer packets through. A host that has failed to answer once accepts no flow any
 * more, and it happens now and then on any core: only new daemons help, so they are started again.
 */
final class Prototype implements AutoCloseable {
    /** Environment variable that names the prefix of the installation. */
    static final String VARIABLE = "OUROBOROS_PEER";

    private static final int HOSTS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(12);
    private static final int MOST_TRIES = 5;
    private static final int PINGS = 8_000;
    private static final String PING = "oping";
    private static final String RATE = "ocbr";
    private static final Pattern ROUND_TRIPS = Pattern.compile("= [0-9.]+/([0-9.]+)/");
    private static final Pattern PACKETS_PER_SECOND = Pattern.compile("=> +([0-9.]+) pps");

    private final Hosts hosts;
    private final Path prefix;
    private final Path folder = Folders.temporary();
    private final List<Process> daemons = new ArrayList<>();
    private final Map<String, Process> servers = new HashMap<>(); // by program

    private Prototype(Hosts hosts, Path prefix) throws IOException {
        this.hosts = hosts;
        this.prefix = prefix;
    }

    /** {@return where it is installed, if it is, and can run at hosts} */
    static Optional<Path> installed(Hosts hosts) {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .map(Path::of)
                .filter(found -> hosts instanceof NamespaceHosts);
    }

    /** Starts it, makes the layers, and registers the servers' names; again, with new daemons, when that fails. */
    static Prototype start(Hosts hosts, Path prefix) throws IOException, InterruptedException {
        IOException latest = new IOException("the prototype was not tried");
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Prototype prototype = new Prototype(hosts, prefix);
            try {
                prototype.startDaemons();
                prototype.makeLayers();
                prototype.register(PING);
                prototype.register(RATE);
                return prototype;
            } catch (IOException failure) {
                latest = failure;
                prototype.close();
            } catch (InterruptedException | RuntimeException failure) {
                prototype.close();
                throw failure;
            }
        }
        throw latest;
    }

    private void startDaemons() throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(List.of("127.0.0.1 localhost"));
        for (int host = 0; host < HOSTS; host++) {
            names.add(hosts.address(host) + " " + digest(member(host)));
        }
        Path hostsFile = Files.write(folder.resolve("hosts"), names);
        for (int host = 0; host < HOSTS; host++) {
            List<String> command = new ArrayList<>(hosts.anywhereAt(host));
            command.addAll(List.of("unshare", "-m", "--propagation", "private", "sh", "-c"));
            command.add("mount --bind " + hostsFile + " /etc/hosts && mount -t tmpfs tmpfs /dev/shm"
                    + " && mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /tmp && exec irmd");
            daemons.add(launch(command, Path.of("/dev/null")));
            int started = host;
            await("irmd at host " + host, () -> run(started, "irm ipcp list").isPresent());
        }
    }

    private void makeLayers() throws IOException, InterruptedException {
        for (int host = 0; host < HOSTS; host++) {
            irm(host, "ipcp bootstrap type udp4 name udp layer udp ip " + hosts.address(host));
        }
        irm(0, "ipcp bootstrap type unicast name " + member(0) + " layer net autobind");
        irm(0, "name register net layer udp");
        irm(0, "name register " + member(0) + " layer udp");
        irm(1, "name create " + member(0));
        irm(1, "ipcp enroll name " + member(1) + " layer net dst " + member(0) + " autobind");
        irm(1, "ipcp connect name " + member(1) + " dst " + member(0));
    }

    /** {@return mean times of a round trip, in microseconds} */
    Windows roundTripUs(int bytes, int windows) throws IOException, InterruptedException {
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            String printed = use(PING, "oping -n oping -c " + PINGS + " -f -Q -s " + bytes);
            Matcher times = ROUND_TRIPS.matcher(printed);
            if (!times.find()) {
                throw new IOException("oping of the prototype printed no times: " + printed.strip());
            }
            means.add(1_000 * Double.parseDouble(times.group(1)));
        }
        return new Windows(means);
    }

    /** {@return packets that came, a second, in the intervals that the server reports, but for the first and the last one} */
    Windows packetsPerSecond(int bytes, int seconds) throws IOException, InterruptedException {
        use(RATE, "ocbr -n ocbr -f -d " + seconds + " -s " + bytes);
        List<Double> rates = new ArrayList<>();
        Matcher lines = PACKETS_PER_SECOND.matcher(Files.readString(log(RATE)));
        while (lines.find()) {
            rates.add(Double.parseDouble(lines.group(1)));
        }
        return new Windows(rates.subList(1, Math.max(1, rates.size() - 1)));
    }

    private void register(String program) throws IOException, InterruptedException {
        irm(1, "bind program " + prefix.resolve("bin").resolve(program) + " name " + program);
        irm(1, "name register " + program + " layer net");
        irm(0, "name create " + program);
    }

    /** {@return what a client printed} A server that a flow did not reach, before there are routes, ends. */
    private String use(String program, String client) throws IOException, InterruptedException {
        StringBuilder printed = new StringBuilder();
        await(client, () -> {
            Process server = servers.get(program);
            if (server == null || !server.isAlive()) {
                servers.put(program, launch(inside(1, "stdbuf -oL " + program + " -l"), log(program)));
            }
            Optional<String> output = run(0, client);
            output.ifPresent(printed::append);
            return output.isPresent();
        });
        return printed.toString();
    }

    /** Something that may not be true yet. */
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IOException("the prototype: no success within " + PATIENCE.toSeconds() + " s of " + what);
            }
            Thread.sleep(200);
        }
    }

    private void irm(int host, String words) throws IOException, InterruptedException {
        if (run(host, "irm " + words).isEmpty()) {
            throw new IOException("the prototype did not carry out: irm " + words);
        }
    }

    /** {@return what a command printed; empty if it failed} */
    private Optional<String> run(int host, String words) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = launch(inside(host, words), output);
        boolean ended = process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        return ended && process.exitValue() == 0 ? Optional.of(Files.readString(output)) : Optional.empty();
    }

    /** {@return a command that runs where a daemon runs} */
    private List<String> inside(int host, String words) {
        List<String> command = new ArrayList<>(
                List.of("nsenter", "-t", Long.toString(daemons.get(host).pid()), "-m", "-n"));
        command.addAll(Arrays.asList(words.split(" ")));
        return command;
    }

    private Process launch(List<String> command, Path output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PATH", prefix + "/bin:" + prefix + "/sbin:" + System.getenv("PATH"),
                        "LD_LIBRARY_PATH", prefix + "/lib"));
        return builder.start();
    }

    private Path log(String program) {
        return folder.resolve(program + ".log");
    }

    private static String member(int host) {
        return "net." + host;
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has MD5", absent);
        }
    }

    /** Kills it, and returns when it is gone. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> parts =
                daemons.stream().flatMap(Process::descendants).toList();
        Stream.of(servers.values(), daemons).flatMap(Collection::stream).forEach(Process::destroyForcibly);
        parts.forEach(ProcessHandle::destroyForcibly);
        Stream.concat(daemons.stream().map(Process::toHandle), parts.stream())
                .forEach(part -> part.onExit().join());
        Folders.delete(folder);
    }
}
