// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.AssumptionViolatedException;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * Hosts on one bridge, for one test. All of it lives in namespaces of its own, the bridge too, and is called after this process, so that
 * nothing outside is touched, tests beside this one are not met, and what a killed test left is known.
 */
final class Lan implements TestRule {
    private static final String PREFIX = "ouroboros-it-";
    private static final String OWN = PREFIX + ProcessHandle.current().pid() + "-";
    private static final String SWITCH = OWN + "switch";
    private static final String BRIDGE = "br0";

    /** Tries of a test on new hosts, while daemons of the prototype get stuck. */
    private static final int MOST_TRIES = 3;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Namespace> namespaces = new ArrayList<>();
    private final Thread closing = new Thread(this::takeDown);
    private @Nullable Path folder;

    /** {@return a host that runs a system of ours} */
    JavaHost java(Family family) throws Exception {
        JavaHost host = new JavaHost(this, namespace(), family);
        hosts.add(host);
        host.start();
        return host;
    }

    /** {@return a host that runs the prototype} */
    PrototypeHost prototype(Family family) throws Exception {
        PrototypeHost host = prototypeToStart(family);
        host.start();
        return host;
    }

    /** {@return a host whose prototype is yet to be started, with what it is to trust in its security folder} */
    PrototypeHost prototypeToStart(Family family) throws Exception {
        PrototypeHost host = new PrototypeHost(this, namespace(), family);
        hosts.add(host);
        return host;
    }

    /** {@return another path from a host of ours to a neighbour, which it takes from now on} */
    LossyPath lossyPath(Family family, JavaHost from, Host neighbour) throws Exception {
        Namespace between = namespace();
        LossyPath path = new LossyPath(between, family, from, neighbour);
        from.finds(neighbour.member(Host.NET), family.address(between.number()));
        return path;
    }

    /** {@return a file for what is to be looked at} */
    Path file(String name) {
        return Objects.requireNonNull(folder).resolve(name);
    }

    /** Gives a test up while a daemon of the prototype is stuck. */
    void requireNobodyStuck() throws IOException, PrototypeStuck {
        for (Host host : hosts) {
            if (host instanceof PrototypeHost prototype && prototype.isStuck()) {
                throw new PrototypeStuck(prototype.namespace() + " says that an IPCP of its own does not answer it");
            }
        }
    }

    /**
     * Gives a test up while a member of the prototype reads no announcements. It waits for the next packet of one neighbour at times, from when it
     * took the connection on a busy machine, and once that neighbour is cut off it hears nothing of the others.
     */
    void requireNobodyDeaf(String layer) throws IOException, InterruptedException, PrototypeStuck {
        for (Host host : hosts) {
            if (host instanceof PrototypeHost prototype && prototype.isDeaf(layer)) {
                throw new PrototypeStuck(prototype.namespace() + " hears none of its neighbours");
            }
        }
    }

    /** Has no packet go between two hosts. */
    void cut(Host one, Host other) throws IOException, InterruptedException {
        one.namespace().cutFrom(other.namespace());
        other.namespace().cutFrom(one.namespace());
    }

    /** Takes {@link #cut} back. */
    void mend(Host one, Host other) throws IOException, InterruptedException {
        one.namespace().mendTo(other.namespace());
        other.namespace().mendTo(one.namespace());
    }

    @Override
    public Statement apply(Statement test, Description description) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                for (int tries = 1; true; tries++) {
                    setUp();
                    try {
                        test.evaluate();
                        return;
                    } catch (PrototypeStuck stuck) {
                        System.out.println(description.getDisplayName() + ", try " + tries + ": " + stuck.getMessage());
                        if (tries == MOST_TRIES) {
                            throw stuck;
                        }
                    } catch (Throwable failure) {
                        failure.addSuppressed(new AssertionError(whatTheSystemsSay()));
                        throw failure;
                    } finally {
                        Runtime.getRuntime().removeShutdownHook(closing);
                        takeDown();
                    }
                }
            }
        };
    }

    /** {@return what the systems logged, and the tables of ours} */
    private String whatTheSystemsSay() throws Exception {
        StringBuilder said = new StringBuilder("what the systems logged\n");
        for (Host host : hosts) {
            said.append("--- host ")
                    .append(host.namespace().number())
                    .append('\n')
                    .append(host.log());
            if (host instanceof JavaHost java) {
                said.append(java.tables());
            }
        }
        return said.toString();
    }

    private void setUp() throws IOException, InterruptedException {
        if (!isRoot()) {
            throw new AssumptionViolatedException("network namespaces need root: not run");
        }
        if (!isInstalled("ip", "-V") || !isInstalled("nsenter", "--version")) {
            throw new AssumptionViolatedException("network namespaces need ip and nsenter: not run");
        }
        removeWhatDeadTestsLeft();
        if (Command.of("ip", "netns", "add", SWITCH).run().status() != 0) {
            throw new AssumptionViolatedException("this machine makes no network namespaces: not run");
        }
        folder = Files.createTempDirectory("ouroboros-lan");
        Runtime.getRuntime().addShutdownHook(closing);
        ip("-n", SWITCH, "link", "add", BRIDGE, "type", "bridge");
        ip("-n", SWITCH, "link", "set", BRIDGE, "up");
    }

    private void takeDown() {
        try {
            for (Namespace namespace : namespaces) {
                namespace.killAll();
                ip("netns", "del", namespace.name());
            }
            ip("netns", "del", SWITCH);
            try (Stream<Path> files = Files.walk(Objects.requireNonNull(folder))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            namespaces.clear();
            hosts.clear();
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException("the hosts of this test are still there: " + namespaces, failure);
        }
    }

    private Namespace namespace() throws IOException, InterruptedException {
        int number = namespaces.size() + 1;
        Namespace namespace = new Namespace(OWN + number, number);
        ip("netns", "add", namespace.name());
        namespaces.add(namespace);
        String port = "port" + number;
        ip(
                "link",
                "add",
                Namespace.DEVICE,
                "netns",
                namespace.name(),
                "type",
                "veth",
                "peer",
                "name",
                port,
                "netns",
                SWITCH);
        ip("-n", SWITCH, "link", "set", port, "master", BRIDGE, "up");
        for (Family family : Family.values()) {
            List<String> add = new ArrayList<>(List.of("-n", namespace.name(), "addr", "add"));
            add.addAll(List.of(family.addressAndPrefix(number), "dev", Namespace.DEVICE));
            if (family == Family.UDP6) {
                add.add("nodad"); // usable at once
            }
            ip(add.toArray(String[]::new));
        }
        ip("-n", namespace.name(), "link", "set", Namespace.DEVICE, "up");
        ip("-n", namespace.name(), "link", "set", "lo", "up");
        return namespace;
    }

    private static void removeWhatDeadTestsLeft() throws IOException, InterruptedException {
        List<String> left = Command.of("ip", "netns", "list")
                .run()
                .printed()
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> ProcessHandle.of(
                                Long.parseLong(name.substring(PREFIX.length()).split("-", 2)[0]))
                        .isEmpty())
                .toList();
        for (String name : left) {
            new Namespace(name, 0).killAll();
            ip("netns", "del", name);
        }
    }

    private static void ip(String... words) throws IOException, InterruptedException {
        Command.of(Stream.concat(Stream.of("ip"), Stream.of(words)).toArray(String[]::new))
                .run()
                .succeeded();
    }

    private static boolean isRoot() throws IOException {
        return Files.exists(Path.of("/proc/self")) && (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    private static boolean isInstalled(String... words) throws InterruptedException {
        try {
            return Command.of(words).run().status() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
