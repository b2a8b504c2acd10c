// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.faulty.blocking.BlockingPolicy;
import com.example.faulty.clairvoyant.ClairvoyantPolicy;
import com.example.faulty.doubling.DoublingPolicy;
import com.example.faulty.downhop.DownHopPolicy;
import com.example.faulty.hoarding.HoardingPolicy;
import com.example.faulty.holding.HoldingPolicy;
import com.example.faulty.keeping.KeepingPolicy;
import com.example.faulty.losing.LosingPolicy;
import com.example.faulty.meddling.MeddlingPolicy;
import com.example.faulty.once.OncePolicy;
import com.example.faulty.plain.PlainPolicy;
import com.example.faulty.postponing.PostponingPolicy;
import com.example.faulty.refusing.RefusingPolicy;
import com.example.faulty.sorting.SortingPolicy;
import com.example.faulty.stranger.StrangerPolicy;
import com.example.faulty.threaded.ThreadedPolicy;
import com.example.faulty.upstairs.UpstairsPolicy;
import com.example.faulty.wearing.WearingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.conformance.launch.KitContainer;
import org.ouroboros.congestion.mbecn.MultiBitEcnPolicy;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.reliability.frcp.FrcpPolicy;
import org.ouroboros.routing.linkstate.LinkStatePolicy;

/** Each of these policies is wrong in one way, and the check that is for that says so. */
class FaultyPoliciesIT {
    private static final Map<String, String> AS_USUAL = Map.of();

    @TempDir
    private static Path folder;

    private static KitContainer container;

    /**
     * A policy that is wrong.
     *
     * @param policy its component
     * @param instructions what bnd is told
     * @param madeOf a class of the sound policy that it is made of, or of itself
     * @param check the check that is to fail
     * @param reason what it says
     */
    record Fault(Class<?> policy, Map<String, String> instructions, Class<?> madeOf, String check, String reason) {
        Fault(Class<?> policy, String check, String reason) {
            this(policy, AS_USUAL, policy, check, reason);
        }

        Fault(Class<?> policy, Class<?> madeOf, String check, String reason) {
            this(policy, AS_USUAL, madeOf, check, reason);
        }

        @Override
        public String toString() {
            return policy.getSimpleName() + " " + instructions.keySet() + ", " + check;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault(
                        PlainPolicy.class,
                        Map.of("Export-Package", PlainPolicy.class.getPackageName()),
                        PlainPolicy.class,
                        "packaging: exports",
                        "exports com.example.faulty.plain"),
                new Fault(
                        PlainPolicy.class,
                        Map.of("-bundleannotations", "none"),
                        PlainPolicy.class,
                        "packaging: capabilities",
                        "registers policy 'plain' of kind address without the capability"),
                new Fault(UpstairsPolicy.class, "packaging: imports", "imports org.ouroboros.host"),
                new Fault(ClairvoyantPolicy.class, "hand-over: version", "up to version 2147483647"),
                new Fault(ThreadedPolicy.class, "leaks: threads", "'threaded policy'"),
                new Fault(HoldingPolicy.class, "leaks: direct memory", "bytes of direct buffers are left"),
                new Fault(OncePolicy.class, "swap: bundle updated", "is not in use as 'once'"),
                new Fault(DownHopPolicy.class, "contract: next hops", "chooses 1 of"),
                new Fault(WearingPolicy.class, "contract: per packet", "throws IllegalStateException: worn out"),
                new Fault(
                        StrangerPolicy.class, LinkStatePolicy.class, "contract: next hops", "where the neighbours are"),
                new Fault(SortingPolicy.class, "contract: candidates", "changes the list of candidates"),
                new Fault(
                        RefusingPolicy.class,
                        MultiBitEcnPolicy.class,
                        "hand-over: own state",
                        "refuses its own state: the flow has begun"),
                new Fault(BlockingPolicy.class, MultiBitEcnPolicy.class, "contract: pace", "does not return within"),
                new Fault(
                        LosingPolicy.class,
                        DhtPolicy.class,
                        "hand-over: own state",
                        "loses 8 of 8 entries at a hand-over"),
                new Fault(KeepingPolicy.class, "contract: key of the caller", "after the caller has wiped the key"),
                new Fault(
                        MeddlingPolicy.class,
                        X25519Policy.class,
                        "contract: shares",
                        "changes the share that it answers"),
                new Fault(DoublingPolicy.class, FrcpPolicy.class, "contract: good path", "delivers message 99 where"),
                new Fault(HoardingPolicy.class, FrcpPolicy.class, "contract: good path", "keeps packets"),
                new Fault(PostponingPolicy.class, FrcpPolicy.class, "hand-over: own state", "and then no more"));
    }

    @BeforeAll
    static void start() throws Exception {
        container = KitContainer.start(Path.of(System.getProperty("ouroboros.bundles")));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
        System.clearProperty(OncePolicy.class.getName());
        System.getProperties().remove(HoldingPolicy.class.getName());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsCaughtByTheCheckThatIsForIt(Fault fault) throws Exception {
        Path file = FaultyBundle.write(folder, fault.policy(), fault.instructions(), fault.madeOf());
        Checked checked = Checked.of(container, file);
        assertEquals(1, checked.status(), checked.text());
        assertTrue(
                checked.failed().stream()
                        .anyMatch(line -> line.check().equals(fault.check())
                                && line.detail().contains(fault.reason())),
                checked.failed().toString());
    }

    @Test
    void aPolicyWithoutFaultPasses() throws Exception {
        Path file = FaultyBundle.write(folder, PlainPolicy.class, AS_USUAL);
        Checked checked = Checked.of(container, file);
        assertEquals(List.of(), checked.failed());
        assertEquals(0, checked.status());
    }

    @Test
    void whatIsNoPolicyBundleIsNamedInALine() throws Exception {
        Path application;
        try (Stream<Path> shipped = Files.list(Path.of(System.getProperty("ouroboros.bundles")))) {
            application = shipped.filter(file -> file.getFileName().toString().startsWith("org.ouroboros.app.oping-"))
                    .findFirst()
                    .orElseThrow();
        }
        assertRefused(application, "it declares no capability ouroboros.policy");
        assertRefused(folder.resolve("missing.jar"), "there is no file");
        assertRefused(Files.createDirectory(folder.resolve("directory.jar")), "directory.jar is no file");
        assertRefused(Files.writeString(folder.resolve("text.jar"), "text"), "is not a bundle");
        assertRefused(jar("library.jar", new Manifest()), "its manifest has no Bundle-SymbolicName");
        Manifest empty = new Manifest();
        empty.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        empty.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        empty.getMainAttributes().putValue("Bundle-SymbolicName", "com.example.empty");
        assertRefused(jar("empty.jar", empty), "it declares no capability ouroboros.policy, and registers no policy");
        empty.getMainAttributes().putValue("Bundle-Version", "x.y");
        assertRefused(jar("version.jar", empty), "invalid version \"x.y\"");
    }

    private static Path jar(String name, Manifest manifest) throws IOException {
        Path file = folder.resolve(name);
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
        return file;
    }

    private static void assertRefused(Path file, String reason) throws InterruptedException {
        Checked checked = Checked.of(container, file);
        assertEquals(2, checked.status(), checked.text());
        assertTrue(checked.text().contains(reason), checked.text());
        assertEquals(1, checked.text().lines().count(), checked.text());
    }
}
