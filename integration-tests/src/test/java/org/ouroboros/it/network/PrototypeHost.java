// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.AssumptionViolatedException;
import org.ouroboros.it.network.Command.Ended;

/**
 * A host with the C prototype, as it is installed where {@value #VARIABLE} says. Its daemon has a mount namespace too: the prototype finds
 * its parts, and what protects flows, by files of fixed names, and names of a layer over UDP in the hosts file.
 */
final class PrototypeHost implements Host {
    /** Environment variable that names the prefix of the installation. */
    static final String VARIABLE = "OUROBOROS_PEER";

    /** What {@link PrototypeOneWay} is called, as a server and a client. */
    static final String ONE_WAY = "oneway";

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** How long a command to the daemon may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Pattern STUCK = Pattern.compile("IPCP \\w+ timed out after");

    private static final Pattern TRUSTED = Pattern.compile("(/[!-~]+/ouroboros/security)/cacert");

    /** Commands that make an IPCP. */
    private static final Pattern MAKES_AN_IPCP = Pattern.compile("ipcp (bootstrap|enroll) ");

    private final Lan lan;
    private final Namespace namespace;
    private final Family family;
    private final Path hostsFile;
    private final Path printed;
    private final Map<String, List<Process>> servers = new HashMap<>();
    private final Map<String, List<String>> serverWords = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private int ipcps;
    private @Nullable Process daemon;

    PrototypeHost(Lan lan, Namespace namespace, Family family) {
        this.lan = lan;
        this.namespace = namespace;
        this.family = family;
        this.hostsFile = lan.file("hosts" + namespace.number());
        this.printed = lan.file("prototype" + namespace.number() + ".log");
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
                        + " && " + mountSecurity() + " && " + overlay(Path.of("/tmp"))
                        + " && rm -rf /tmp/ouroboros && exec irmd --stdout");
        daemon = launch(words, printed);
        eventually(() -> assertEquals(log(), 0, run("irm", "ipcp", "list").status()));
        irm("ipcp bootstrap type " + family.type() + " name udp layer " + UDP + " ip "
                + family.address(namespace.number()));
    }

    /** Kills the daemon and its IPCPs. It keeps nothing: {@link #start} begins anew. */
    @Override
    public void kill() throws Exception {
        namespace.killAll();
        ipcps = 0;
        servers.clear();
        known.clear();
    }

    /** {@return words that have the daemon find {@link #security} where it looks for it} */
    private String mountSecurity() throws IOException {
        Path place = securityPlace();
        Files.createDirectories(security().resolve("cacert"));
        Files.createDirectories(security().resolve("untrusted"));
        String bind = "mount --bind " + security() + " " + place;
        Path there = place;
        while (!Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        if (there.equals(place)) {
            return bind;
        }
        return overlay(there) + " && mkdir -p " + place + " && " + bind;
    }

    /** {@return words that have what is written to a folder seen by this host alone} */
    private static String overlay(Path folder) {
        String room = "/run/overlay" + folder;
        return "mkdir -p " + room + "/upper " + room + "/work && mount -t overlay -o lowerdir=" + folder + ",upperdir="
                + room + "/upper,workdir=" + room + "/work overlay " + folder;
    }

    /** {@return the folder that the installation was built to find its certificates in} */
    private static Path securityPlace() throws IOException {
        Path daemon = prefix().resolve("sbin").resolve("irmd");
        Matcher place = TRUSTED.matcher(Files.readString(daemon, StandardCharsets.ISO_8859_1));
        assertTrue(daemon + " names no folder of trusted certificates", place.find());
        return Path.of(place.group(1));
    }

    @Override
    public Path security() {
        return lan.file("security" + namespace.number());
    }

    /** {@return whether the daemon says that an IPCP of its own does not answer it, or one is gone; from then on it serves nobody} */
    boolean isStuck() throws IOException {
        return daemon != null && (STUCK.matcher(log()).find() || livingIpcps(daemon) < ipcps);
    }

    /** {@return whether a member knows of links of its own alone, as far as the daemon shows what it knows; other members are there} */
    boolean isDeaf(String layer) throws IOException, InterruptedException {
        Ended links =
                new Command(inside("ls", "/tmp/ouroboros/" + member(layer) + "/lsdb"), environment(), "").run(PATIENCE);
        return links.status() == 0
                && links.printed()
                                .lines()
                                .map(link -> link.split("--", 2)[0]) // a file for each, FROM--TO
                                .distinct()
                                .count()
                        == 1;
    }

    private static long livingIpcps(Process daemon) {
        return daemon.children()
                .filter(child -> child.info().command().orElse("").contains("ipcpd-"))
                .count();
    }

    @Override
    public String log() throws IOException {
        return Files.exists(printed) ? Files.readString(printed) : "";
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
    public void serve(String application, String name, String layer) throws Exception {
        irm("bind program " + prefix().resolve("bin").resolve(application) + " name " + name);
        irm("name register " + name + " layer " + layer);
        launchServer(application);
    }

    /** Makes a name reachable that nobody serves. */
    void registerUnserved(String name, String layer) throws Exception {
        irm("name create " + name);
        irm("name register " + name + " layer " + layer);
    }

    /** {@return how many requests for flows to a name came} */
    long requestsFor(String name) throws IOException {
        return log().lines()
                .filter(line -> line.contains("Flow request arrived for " + name + "."))
                .count();
    }

    /**
     * Returns when somebody asked its directory where to keep a name, after which it is kept here as well. A client that asks for a name that
     * cannot be found yet may leave the daemon stuck.
     */
    void awaitAskedAbout(String name) throws Exception {
        String asked = "K<" + digest("SHA3-256", name).substring(0, 16) + "> Responding with";
        eventually(() -> assertTrue(log(), log().contains(asked)));
    }

    @Override
    public void serveAgain(String application) throws Exception {
        for (Process server : Objects.requireNonNull(servers.remove(application))) {
            server.destroy();
            server.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
        launchServer(application);
    }

    private void launchServer(String application) throws IOException {
        List<String> words = serverWords.getOrDefault(application, List.of("stdbuf", "-oL", application, "-l"));
        Process server = launch(inside(words), output(application));
        servers.computeIfAbsent(application, _ -> new ArrayList<>()).add(server);
    }

    @Override
    public String served(String application) throws IOException {
        return Files.readString(output(application));
    }

    private Path output(String application) {
        return lan.file(application + namespace.number() + ".log");
    }

    @Override
    public Ended client(String name, Duration limit, String line) throws Exception {
        if (known.add(name)) {
            irm("bind program true name " + name); // a name that is created by itself has no settings of encryption
        }
        List<String> words = List.of(line.split(" "));
        List<String> command = new ArrayList<>(List.of("stdbuf", "-oL"));
        command.addAll(words.getFirst().equals(ONE_WAY) ? oneWay(words.toArray(String[]::new)) : words);
        return new Command(inside(command), environment(), "").run(limit);
    }

    /** Has a name served by {@link PrototypeOneWay}, as the application {@value #ONE_WAY}, with arguments. */
    void serveOneWay(String name, String layer, String... arguments) throws Exception {
        irm("bind program " + JAVA + " name " + name);
        irm("name register " + name + " layer " + layer);
        List<String> words = new ArrayList<>(List.of("serve"));
        words.addAll(Arrays.asList(arguments));
        serverWords.put(ONE_WAY, oneWay(words.toArray(String[]::new)));
        launchServer(ONE_WAY);
        eventually(() -> assertTrue(served(ONE_WAY), served(ONE_WAY).lines().anyMatch(PrototypeOneWay.UP::equals)));
    }

    private static List<String> oneWay(String... words) {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PrototypeOneWay.class.getName(),
                prefix().resolve("lib").resolve("libouroboros-dev.so").toString()));
        command.addAll(Arrays.asList(words));
        return command;
    }

    @Override
    public Optional<Datagrams> datagrams() {
        return Optional.empty();
    }

    /** Has the daemon do something. */
    private void irm(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("irm"));
        command.addAll(Arrays.asList(words.trim().split(" +")));
        Ended ended = new Command(inside(command), environment(), "").run(PATIENCE);
        if (ended.status() != 0) {
            throw new PrototypeStuck(ended.toString());
        }
        if (MAKES_AN_IPCP.matcher(words).lookingAt()) {
            ipcps++;
        }
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        return new Command(inside(words), environment(), "").run();
    }

    private List<String> inside(String... words) {
        return inside(List.of(words));
    }

    private List<String> inside(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                "nsenter", "-t", Long.toString(Objects.requireNonNull(daemon).pid()), "-m", "-n"));
        command.addAll(words);
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
            lines.add(family.address(host) + " " + digest("MD5", NET + "." + host));
        }
        Files.write(hostsFile, lines);
    }

    private static String digest(String algorithm, String name) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every JDK has " + algorithm, absent);
        }
    }
}
