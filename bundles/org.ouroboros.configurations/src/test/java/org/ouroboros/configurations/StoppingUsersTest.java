// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/** Bundles in a real framework use the real service, and go. */
class StoppingUsersTest {
    private static final String USED = "org.osgi.service.cm.ConfigurationAdmin";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_MS = 10;

    @TempDir
    private Path storage;

    private Framework framework;
    private BundleContext system;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
        framework.start();
        system = framework.getBundleContext();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(0);
    }

    private void startService() throws Exception {
        URL jar = PersistenceManager.class.getProtectionDomain().getCodeSource().getLocation();
        Bundle service = system.installBundle(jar.toString());
        service.start();
        BundleContext context = service.getBundleContext(); // which knows the type of the service, as does ours
        context.addBundleListener(new StoppingUsers(context));
    }

    private Bundle startUser() throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, "user");
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        Bundle bundle = system.installBundle("memory:user", new ByteArrayInputStream(jar.toByteArray()));
        bundle.start();
        return bundle;
    }

    private static void use(Bundle user) {
        BundleContext context = user.getBundleContext();
        ServiceReference<?> used = context.getServiceReference(USED);
        assertNotNull(context.getService(used));
        context.ungetService(used);
    }

    /** {@return a user that came and went, if something is left of it} */
    private WeakReference<Bundle> uninstalled(ReferenceQueue<Bundle> collected) throws Exception {
        Bundle user = startUser();
        use(user);
        WeakReference<Bundle> reference = new WeakReference<>(user, collected);
        user.uninstall();
        return reference;
    }

    @Test
    void nothingIsLeftOfAUserThatIsUninstalled() throws Exception {
        startService();
        ReferenceQueue<Bundle> collected = new ReferenceQueue<>();
        WeakReference<Bundle> user = uninstalled(collected);
        long endNs = System.nanoTime() + PATIENCE.toNanos();
        do {
            System.gc();
        } while (collected.remove(LOOK_MS) == null && System.nanoTime() - endNs < 0);
        assertNull(user.get(), "it is still there");
    }

    @Test
    void aUserThatStopsIsGivenTheServiceWhenItStartsAgain() throws Exception {
        startService();
        Bundle user = startUser();
        use(user);
        user.stop();
        user.start();
        use(user);
        assertEquals(Bundle.ACTIVE, user.getState());
    }

    @Test
    void aUserStopsWhereThereIsNoService() throws Exception {
        system.addBundleListener(new StoppingUsers(system));
        Bundle user = startUser();
        user.stop();
        assertEquals(Bundle.RESOLVED, user.getState());
    }
}
