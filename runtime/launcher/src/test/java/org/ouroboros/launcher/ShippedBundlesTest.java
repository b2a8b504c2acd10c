// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;

class ShippedBundlesTest {
    private static final String NAME = "org.example.shipped";

    @TempDir
    Path folder;

    private Path bundles;

    @BeforeEach
    void shipOne() throws IOException {
        bundles = Files.createDirectory(folder.resolve("bundles"));
        ship(NAME, "1.0.0");
    }

    @Test
    void installsAndStarts() throws Exception {
        session(context -> assertEquals(Bundle.ACTIVE, bundle(context, NAME).getState()));
    }

    @Test
    void updatesWhatWasShippedAnew() throws Exception {
        session(context -> {});
        ship(NAME, "1.1.0");
        session(context ->
                assertEquals("1.1.0", bundle(context, NAME).getVersion().toString()));
    }

    @Test
    void leavesWhatTheOperatorUpdated() throws Exception {
        session(context -> {
            Bundle shipped = bundle(context, NAME);
            awaitMillisecondAfter(shipped.getLastModified());
            shipped.update(new ByteArrayInputStream(jar(NAME, "9.0.0")));
        });
        ship(NAME, "1.1.0");
        session(context ->
                assertEquals("9.0.0", bundle(context, NAME).getVersion().toString()));
    }

    @Test
    void leavesOutWhatTheOperatorUninstalled() throws Exception {
        session(context -> bundle(context, NAME).uninstall());
        ship(NAME, "1.1.0");
        session(context -> assertNull(find(context, NAME).orElse(null)));
    }

    @Test
    void leavesStoppedWhatTheOperatorStopped() throws Exception {
        session(context -> bundle(context, NAME).stop());
        session(context -> assertNotEquals(Bundle.ACTIVE, bundle(context, NAME).getState()));
    }

    @Test
    void leavesWhatTheOperatorInstalled() throws Exception {
        session(context -> context.installBundle("extra", new ByteArrayInputStream(jar("org.example.extra", "1.0.0"))));
        session(context -> assertNotNull(bundle(context, "org.example.extra")));
    }

    @Test
    void retiresWhatIsNotShippedAnyMore() throws Exception {
        session(context -> {});
        Files.delete(bundles.resolve(NAME + ".jar"));
        ship("org.example.other", "1.0.0");
        session(context -> {
            assertNull(find(context, NAME).orElse(null));
            assertNotNull(bundle(context, "org.example.other"));
        });
    }

    @Test
    void finishesAnInstallationThatWasKilled() throws Exception {
        session(context -> {
            bundle(context, NAME).stop(); // as if it had not come to be started
            Ledger.read(folder.resolve("ledger")).record(NAME, new Ledger.Entry(-1, "older", -1));
        });
        ship(NAME, "1.1.0");
        session(context -> {
            assertEquals("1.1.0", bundle(context, NAME).getVersion().toString());
            assertEquals(Bundle.ACTIVE, bundle(context, NAME).getState());
        });
    }

    @Test
    void finishesAnUpdateThatWasKilled() throws Exception {
        session(context -> {
            long id = bundle(context, NAME).getBundleId();
            bundle(context, NAME).stop();
            Ledger ledger = Ledger.read(folder.resolve("ledger"));
            ship(NAME, "1.1.0");
            ledger.record(
                    NAME,
                    new Ledger.Entry(
                            id,
                            ShippedBundle.read(bundles.resolve(NAME + ".jar")).digest(),
                            -1));
        });
        session(context -> {
            assertEquals("1.1.0", bundle(context, NAME).getVersion().toString());
            assertNotEquals(Bundle.ACTIVE, bundle(context, NAME).getState(), "the operator had stopped it");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1\n"})
    void bringsBackWhatAKilledFrameworkHasForgotten(String left) throws Exception {
        session(context -> Files.writeString(
                folder.resolve("cache/bundle" + bundle(context, NAME).getBundleId() + "/bundle.info"), left));
        session(context -> assertEquals(Bundle.ACTIVE, bundle(context, NAME).getState()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.example.shipped=1 abc", "org.example.shipped=one abc 2", "org.example.shipped=", "x=\\uZZZZ"
            })
    void damagedLedgerCostsNothingButChangesOfTheOperator(String line) throws Exception {
        session(context -> {});
        Files.writeString(folder.resolve("ledger"), line);
        ship(NAME, "1.1.0");
        session(context -> {
            assertEquals("1.1.0", bundle(context, NAME).getVersion().toString());
            assertEquals(Bundle.ACTIVE, bundle(context, NAME).getState());
        });
    }

    /** What a system is managed with, and a library that this is wired to. */
    private void shipManagement() throws IOException {
        ship("org.example.library", "1.0.0", Constants.EXPORT_PACKAGE, "org.example.api");
        ship(
                "org.example.console",
                "1.0.0",
                Constants.PROVIDE_CAPABILITY,
                "org.example;a=\"1,2\",ouroboros.management",
                Constants.IMPORT_PACKAGE,
                "org.example.api");
    }

    private void isManageable() throws Exception {
        session(context -> {
            assertEquals(Bundle.ACTIVE, bundle(context, "org.example.console").getState());
            assertEquals(Bundle.ACTIVE, bundle(context, "org.example.library").getState());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.example.console", "org.example.library"})
    void startsWhatASystemIsManagedWithAlthoughItWasStopped(String name) throws Exception {
        shipManagement();
        session(context -> {
            bundle(context, name).stop();
            bundle(context, NAME).stop();
        });
        isManageable();
        session(context -> assertNotEquals(Bundle.ACTIVE, bundle(context, NAME).getState()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.example.console", "org.example.library"})
    void bringsBackWhatASystemIsManagedWithAlthoughItWasUninstalled(String name) throws Exception {
        shipManagement();
        session(context -> bundle(context, name).uninstall());
        isManageable();
        isManageable();
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.example.console", "org.example.library"})
    void bringsBackWhatASystemIsManagedWithAlthoughItWasReplacedByAnother(String name) throws Exception {
        shipManagement();
        session(context -> {
            Bundle replaced = bundle(context, name);
            awaitMillisecondAfter(replaced.getLastModified());
            replaced.update(new ByteArrayInputStream(jar("org.example.nonsense", "1.0.0")));
        });
        isManageable();
    }

    @Test
    void bringsBackWhatASystemIsManagedWithAlthoughItsUpdateDoesNotResolve() throws Exception {
        shipManagement();
        session(context -> {
            Bundle replaced = bundle(context, "org.example.console");
            awaitMillisecondAfter(replaced.getLastModified());
            byte[] broken = jar("org.example.console", "2.0.0", Constants.IMPORT_PACKAGE, "org.example.absent");
            assertThrows(BundleException.class, () -> replaced.update(new ByteArrayInputStream(broken)));
        });
        isManageable();
    }

    @Test
    void startsWhatASystemIsManagedWithAtItsOwnStartLevel() throws Exception {
        shipManagement();
        session(context -> bundle(context, "org.example.console")
                .adapt(BundleStartLevel.class)
                .setStartLevel(99));
        isManageable();
    }

    private interface Operator {
        void at(BundleContext context) throws Exception;
    }

    /** One run of a system, from its cache to its stop, with what an operator does meanwhile. */
    private void session(Operator operator) throws Exception {
        CachedBundles cached = CachedBundles.in(folder.resolve("cache"));
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(StartLevels.CONSOLE)));
        framework.init();
        ShippedBundles.in(bundles).sync(framework.getBundleContext(), Ledger.read(folder.resolve("ledger")), cached);
        framework.start();
        operator.at(framework.getBundleContext());
        framework.stop();
        assertEquals(FrameworkEvent.STOPPED, framework.waitForStop(10_000).getType());
    }

    private static Bundle bundle(BundleContext context, String name) {
        return find(context, name).orElseThrow();
    }

    private static Optional<Bundle> find(BundleContext context, String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    /** An update is told from the installation by its time. */
    private static void awaitMillisecondAfter(long millis) {
        while (System.currentTimeMillis() <= millis) {
            Thread.onSpinWait();
        }
    }

    private void ship(String name, String version, String... headers) throws IOException {
        Files.write(bundles.resolve(name + ".jar"), jar(name, version, headers));
    }

    private static byte[] jar(String name, String version, String... more) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        for (int at = 0; at < more.length; at += 2) {
            headers.putValue(more[at], more[at + 1]);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        new JarOutputStream(content, manifest).close();
        return content.toByteArray();
    }
}
