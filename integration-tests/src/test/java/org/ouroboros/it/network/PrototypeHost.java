// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;
import static org.ouroboros.it.Eventually.eventually;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.AssumptionViolatedException;
import org.ouroboros.it.network.Command.Ended;

/**
 * A host with the C prototype, as it is installed where {@value #VARIABLE} says. Its daemon has a mount namespace too: the prototype finds
 * its parts by files of fixed names, and names of a layer over UDP in the hosts file.
 */
final class PrototypeHost implements Host {
    /** Environment variable that names the prefix of the installation. */
    static final String VARIABLE = "OUROBOROS_PEER";

    /** How long a command to the daemon may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Pattern STUCK = Pattern.compile("IPCP \\w+ timed out after");

    private final Lan lan;
    private final Namespace namespace;
    private final Family family;
    private final Path hostsFile;
    private final Path printed;
    private final Path ratePrinted;
    private @Nullable Process daemon;

    PrototypeHost(Lan lan, Namespace namespace, Family family) {
        this.lan = lan;
        this.namespace = namespace;
        this.family = family;
        this.hostsFile = lan.file("hosts" + namespace.number());
        this.printed = lan.file("prototype" + namespace.number() + ".log");
        this.ratePrinted = lan.file("ocbr" + namespace.number() + ".log");
    }

    /** Has a test skipped where there is no prototype. */
    static void assumeInstalled() {
        if (System.getenv(VARIABLE) == null) {
            throw new AssumptionViolatedException(VARIABLE + " names no installation of the C prototype: not run");
        }
    }

    @Override
    public Lan lan() {
        return lan;
    }

    @Override
    public Namespace namespace() {
        return namespace;
    }

    @Override
    public void start() throws Exception {
        writeHosts();
        List<String> words = namespace.exec(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount --bind " + hostsFile
                        + " /etc/hosts && mount -t tmpfs tmpfs /dev/shm && mount -t tmpfs tmpfs /run"
                        + " && mount -t tmpfs tmpfs /tmp && exec irmd --stdout");
        daemon = launch(words, printed);
        eventually(() -> assertEquals(log(), 0, run("irm", "ipcp", "list").status()));
        irm("ipcp bootstrap type " + family.type() + " name udp layer " + UDP + " ip "
                + family.address(namespace.number()));
    }

    /** Kills the daemon and its IPCPs. It keeps nothing: {@link #start} begins anew. */
    @Override
    public void kill() throws Exception {
        namespace.killAll();
    }

    /** {@return whether the daemon says that an IPCP of its own does not answer it; from then on it serves nobody} */
    boolean isStuck() throws IOException {
        return STUCK.matcher(log()).find();
    }

    @Override
    public String log() throws IOException {
        return Files.readString(printed);
    }

    @Override
    public void bootstrap(String layer, String below, String... options) throws Exception {
        irm("ipcp bootstrap type unicast name " + member(layer) + " layer " + layer + " autobind "
                + String.join(" ", options));
        irm("name register " + layer + " layer " + below);
        irm("name register " + member(layer) + " layer " + below);
    }

    @Override
    public void enrol(String layer, String below, Host through) throws Exception {
        irm("name create " + through.member(layer));
        irm("ipcp enroll name " + member(layer) + " layer " + layer + " dst " + through.member(layer) + " autobind");
        irm("name register " + member(layer) + " layer " + below);
    }

    @Override
    public void connect(String layer, Host neighbour) throws Exception {
        run("irm", "name", "create", neighbour.member(layer)); // it may be there
        irm("ipcp connect name " + member(layer) + " dst " + neighbour.member(layer));
    }

    @Override
    public void servePing(String name, String layer) throws Exception {
        serve("oping", name, layer, printed);
    }

    @Override
    public void serveRate(String name, String layer) throws Exception {
        serve("ocbr", name, layer, ratePrinted);
    }

    private void serve(String program, String name, String layer, Path output) throws Exception {
        irm("bind program " + prefix().resolve("bin").resolve(program) + " name " + name);
        irm("name register " + name + " layer " + layer);
        launch(inside("stdbuf", "-oL", program, "-l"), output);
    }

    @Override
    public Ended ping(String name, int count) throws Exception {
        run("irm", "name", "create", name); // it may be there
        return client("oping", "-n", name, "-c", Integer.toString(count), "-i", "200ms");
    }

    @Override
    public Ended sendAtRate(String name) throws Exception {
        run("irm", "name", "create", name); // it may be there
        return client("ocbr", "-n", name, "-d", "2", "-s", "1000", "-r", "1M");
    }

    @Override
    public String rateLog() throws IOException {
        return Files.readString(ratePrinted);
    }

    @Override
    public Optional<Datagrams> datagrams() {
        return Optional.empty();
    }

    /** Has the daemon do something. */
    private void irm(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("irm"));
        command.addAll(Arrays.asList(words.trim().split(" +")));
        Ended ended = new Command(inside(command.toArray(String[]::new)), environment(), "").run(PATIENCE);
        if (ended.status() != 0) {
            throw new PrototypeStuck(ended.toString());
        }
    }

    private Ended client(String... words) throws IOException, InterruptedException {
        return new Command(inside(words), environment(), "").run(CLIENT_LIMIT);
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        return new Command(inside(words), environment(), "").run();
    }

    private List<String> inside(String... words) {
        List<String> command = new ArrayList<>(List.of(
                "nsenter", "-t", Long.toString(Objects.requireNonNull(daemon).pid()), "-m", "-n"));
        command.addAll(Arrays.asList(words));
        return command;
    }

    private static Process launch(List<String> words, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment());
        return builder.start();
    }

    private static Path prefix() {
        return Path.of(System.getenv(VARIABLE));
    }

    private static Map<String, String> environment() {
        return Map.of(
                "PATH", prefix() + "/bin:" + prefix() + "/sbin:" + System.getenv("PATH"),
                "LD_LIBRARY_PATH", prefix() + "/lib");
    }

    private void writeHosts() throws IOException {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost"));
        for (int host = 1; host <= MOST_HOSTS; host++) {
            lines.add(family.address(host) + " " + digest(NET + "." + host));
        }
        Files.write(hostsFile, lines);
    }

    private static String digest(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has MD5", absent);
        }
    }
}
