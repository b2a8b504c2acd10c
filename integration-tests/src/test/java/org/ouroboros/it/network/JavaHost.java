// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;
import static org.ouroboros.it.Eventually.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ops4j.pax.tinybundles.TinyBundle;
import org.ops4j.pax.tinybundles.TinyBundles;
import org.osgi.framework.Constants;
import org.ouroboros.it.network.Command.Ended;

/** A host with a system of ours, started and asked as users do. */
final class JavaHost implements Host {
    private static final String SCRIPT =
            Path.of(System.getProperty("ouroboros.root"), "ouroboros").toString();
    private static final Map<String, String> JDK = Map.of("OURO_JAVA", System.getProperty("java.home"));

    private final Lan lan;
    private final Namespace namespace;
    private final Family family;
    private final Path data;
    private final Path printed;

    JavaHost(Lan lan, Namespace namespace, Family family) {
        this.lan = lan;
        this.namespace = namespace;
        this.family = family;
        this.data = lan.file("data" + namespace.number());
        this.printed = lan.file("java" + namespace.number() + ".log");
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
        launch();
        List<String> commands = new ArrayList<>();
        commands.add("irm ipcp bootstrap name udp layer " + UDP + " type " + family.type() + " ip "
                + family.address(namespace.number()));
        for (int host = 1; host <= MOST_HOSTS; host++) {
            commands.add(found(NET + "." + host, family.address(host)));
        }
        told(commands.toArray(String[]::new));
    }

    /** Says where a name is in the layer over UDP. */
    void finds(String name, String address) throws Exception {
        told(found(name, address));
    }

    private static String found(String name, String address) {
        return "irm ipcp peer add " + name + " " + address;
    }

    @Override
    public void kill() throws Exception {
        namespace.killAll();
    }

    /** Stops the system as an operator does. */
    void stop() throws Exception {
        namespace.stopAll();
    }

    /** Starts the system again on what it kept; nobody tells it anything. */
    void restart() throws Exception {
        launch();
    }

    private void launch() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(namespace.exec(SCRIPT, "run", "--data", data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(JDK);
        builder.start();
        eventually(() -> assertTrue(log(), log().contains("ouroboros: up")));
    }

    @Override
    public String log() throws IOException {
        return Files.readString(printed);
    }

    /** Executes commands, and fails as soon as one does; {@return what they printed} */
    String told(String... commands) throws Exception {
        return shell(LIMIT, commands).succeeded().printed();
    }

    /** {@return what the system knows of its layers and has counted, or why it does not say so} */
    String tables() throws Exception {
        return shell(LIMIT, "ipcps", "adjacencies", "lsdb", "routes", "counters")
                .toString();
    }

    private Ended shell(Duration limit, String... commands) throws Exception {
        List<String> words = List.of(SCRIPT, "shell", "--data", data.toString());
        return new Command(words, JDK, String.join("\n", commands) + "\n").run(limit);
    }

    @Override
    public void bootstrap(String layer, String below, String... options) throws Exception {
        told(
                "irm ipcp bootstrap name " + member(layer) + " layer " + layer + " type unicast autobind "
                        + String.join(" ", options),
                "irm name register " + layer + " layer " + below,
                "irm name register " + member(layer) + " layer " + below);
    }

    @Override
    public void enrol(String layer, String below, Host through) throws Exception {
        untilDone("irm ipcp enroll name " + member(layer) + " layer " + layer + " dst " + through.member(layer)
                + " type unicast autobind");
        told("irm name register " + member(layer) + " layer " + below);
    }

    @Override
    public void connect(String layer, Host neighbour) throws Exception {
        untilDone("irm ipcp connect name " + member(layer) + " dst " + neighbour.member(layer));
    }

    /** Has something done with another member; the prototype does not answer every request for a flow. */
    private void untilDone(String command) throws Exception {
        within(LIMIT, () -> {
            Ended ended = shell(LIMIT, command);
            lan.requireNobodyStuck();
            ended.succeeded();
        });
    }

    @Override
    public void serve(String application, String name, String layer) throws Exception {
        told(
                "irm bind program org.ouroboros.app." + application + ".server name " + name,
                "irm name register " + name + " layer " + layer);
    }

    @Override
    public void serveAgain(String application) {
        // it accepts whatever happened
    }

    @Override
    public String served(String application) throws IOException {
        return log();
    }

    @Override
    public Ended client(String name, Duration limit, String line) throws Exception {
        return shell(limit, line);
    }

    @Override
    public Path security() {
        return data.resolve("security");
    }

    @Override
    public Optional<Datagrams> datagrams() throws Exception {
        String counters = told("counters --json");
        return Optional.of(new Datagrams(counter(counters, UDP, "sent"), counter(counters, UDP, "received")));
    }

    /** {@return all that is told of the end of a flow to or of a name, of the latest if there are several; empty without any} */
    Optional<FlowEnd> flow(String name) throws Exception {
        return FlowEnd.latest(told("flows --json"), name);
    }

    /** Installs a program, which is a bundle of these classes and called after it. */
    void install(String program, Class<?>... classes) throws Exception {
        TinyBundle bundle = TinyBundles.bundle().setHeader(Constants.BUNDLE_SYMBOLICNAME, program);
        for (Class<?> each : classes) {
            bundle.addClass(each);
        }
        Path jar = lan.file(program + ".jar");
        Files.copy(bundle.build(TinyBundles.bndBuilder()), jar);
        told("install " + jar.toUri());
    }

    /** Makes a certificate, of the authority that this system trusts. */
    void certify(String name, String options) throws Exception {
        told("certify " + name + " " + options);
    }

    /** Makes a certificate of an authority that nobody trusts, in a folder of its own. */
    void certifyUntrusted(String name, String options, Path folder) throws Exception {
        Path authority = security().resolve("authority");
        Path aside = security().resolve("authority.aside");
        Files.move(authority, aside);
        certify(name, options + " -o " + folder); // founds another one
        Files.move(authority, lan.file("untrusted" + namespace.number() + System.nanoTime()));
        Files.move(aside, authority);
    }

    /** {@return a counter of the member of a layer} */
    long counter(String layer, String name) throws Exception {
        return counter(told("counters --json"), member(layer), name);
    }

    private static long counter(String counters, String ipcp, String name) {
        Matcher found = Pattern.compile("\"IPCP " + ipcp + "\",\"name\":\"" + name + "\",\"value\":([0-9]+)")
                .matcher(counters);
        assertTrue("no counter " + name + " of " + ipcp, found.find());
        return Long.parseLong(found.group(1));
    }
}
