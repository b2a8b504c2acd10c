// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.launch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The shipped bundles in a framework, but for those by which people manage a system, and the conformance kit. Nothing of it is kept. */
public final class KitContainer implements AutoCloseable {
    private static final Set<String> LEFT_OUT = Set.of(
            "org.ouroboros.configurations",
            "org.ouroboros.console",
            "org.ouroboros.shell",
            "org.ouroboros.command",
            "org.apache.felix.fileinstall",
            "org.apache.felix.gogo.command",
            "org.apache.felix.gogo.runtime");
    private static final String KIT = "(&(objectClass=java.util.function.Function)(ouroboros.conformance=true))";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** So that nobody prints what the report tells. */
    private static final Map<String, String> QUIET =
            Map.of("felix.log.level", "0", "org.apache.felix.eventadmin.LogLevel", "1");

    private final Path storage;
    private final Framework framework;

    private KitContainer(Path storage, Framework framework) {
        this.storage = storage;
        this.framework = framework;
    }

    /**
     * Starts it.
     *
     * @param bundles folder of the shipped bundles
     * @return the container, owned by the caller
     * @throws IOException if files cannot be read or written
     * @throws BundleException if the framework refuses a bundle
     */
    public static KitContainer start(Path bundles) throws IOException, BundleException {
        Path storage = Files.createTempDirectory("ouroboros-check-");
        Map<String, String> settings = new HashMap<>(QUIET);
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class, KitContainer.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no framework on the class path"));
        KitContainer container = new KitContainer(storage, factory.newFramework(settings));
        try {
            container.framework.start();
            container.install(bundles);
            return container;
        } catch (IOException | BundleException | RuntimeException failure) {
            container.close();
            throw failure;
        }
    }

    private void install(Path bundles) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(bundles, "*.jar")) {
            for (Path jar : jars) {
                installed.add(context().installBundle(jar.toUri().toString()));
            }
        }
        installed.add(context().installBundle(ownLocation()));
        for (Bundle bundle : installed) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && !LEFT_OUT.contains(bundle.getSymbolicName())) {
                bundle.start();
            }
        }
    }

    /** {@return where this program is, which is a bundle too} */
    private static String ownLocation() {
        try {
            return KitContainer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException("the place of a class is a URI", impossible);
        }
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Checks a bundle.
     *
     * @param arguments what the command was given
     * @return exit status, and what is to be printed
     * @throws InterruptedException if the thread is interrupted
     */
    @SuppressWarnings("unchecked") // what is registered under that property has these types
    public Map.Entry<Integer, String> check(List<String> arguments) throws InterruptedException {
        ServiceTracker<?, Function<List<String>, Map.Entry<Integer, String>>> tracker =
                new ServiceTracker<>(context(), kit(), null);
        tracker.open();
        try {
            Function<List<String>, Map.Entry<Integer, String>> kit = tracker.waitForService(PATIENCE.toMillis());
            if (kit == null) {
                throw new IllegalStateException("the conformance kit did not start within " + PATIENCE);
            }
            return kit.apply(arguments);
        } finally {
            tracker.close();
        }
    }

    private static Filter kit() {
        try {
            return FrameworkUtil.createFilter(KIT);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(KIT, impossible);
        }
    }

    /** Stops it, and deletes what it kept. */
    @Override
    public void close() throws IOException, BundleException {
        framework.stop();
        try {
            framework.waitForStop(PATIENCE.toMillis());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        List<Path> files;
        try (var tree = Files.walk(storage)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
