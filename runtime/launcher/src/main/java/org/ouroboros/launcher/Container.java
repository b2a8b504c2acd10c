// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** A system: an OSGi framework in its data directory. */
final class Container implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Container.class.getName());
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private final DataDirectory data;
    private final Framework framework;
    private boolean closed;

    private Container(DataDirectory data, Framework framework) {
        this.data = data;
        this.framework = framework;
    }

    /**
     * A container that is not started yet; closing it closes the data directory too.
     *
     * @param conf folder of configuration files, created where it is missing
     */
    static Container create(DataDirectory data, Path conf) {
        try {
            Files.createDirectories(conf);
        } catch (IOException e) {
            throw LaunchFailed.because(
                    "configuration directory " + conf + " cannot be created; --conf DIR names another");
        }
        return new Container(data, new FrameworkFactory().newFramework(configuration(data, conf)));
    }

    private static Map<String, String> configuration(DataDirectory data, Path conf) {
        Path socket = AttachPoint.socket(data.root(), Path.of(System.getProperty("java.io.tmpdir")));
        return Map.ofEntries(
                Map.entry(Constants.FRAMEWORK_STORAGE, data.cache().toString()),
                Map.entry(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(StartLevels.CONSOLE)),
                Map.entry("felix.log.level", "0"), // its errors arrive as framework events
                Map.entry("org.apache.felix.eventadmin.LogLevel", "1"), // else it warns of what ends with the system
                Map.entry("felix.cm.pm", "ouroboros"),
                Map.entry("felix.cm.dir", data.configurations().toString()),
                Map.entry("ouroboros.security", data.security().toString()),
                Map.entry("felix.fileinstall.dir", conf.toString()),
                Map.entry("felix.fileinstall.configEncoding", "UTF-8"),
                Map.entry("felix.fileinstall.filter", ".*\\.(cfg|config)"),
                Map.entry("felix.fileinstall.subdir.mode", "skip"),
                Map.entry("felix.fileinstall.noInitialDelay", "true"),
                Map.entry("felix.fileinstall.poll", "1000"),
                Map.entry("felix.fileinstall.disableNio2", "true"), // whose events leave out what is no regular file
                Map.entry("felix.fileinstall.enableConfigSave", "false"),
                Map.entry("felix.fileinstall.log.level", "1"),
                Map.entry("felix.fileinstall.log.default", "jul"),
                Map.entry("felix.fileinstall.tmpdir", data.root().resolve("tmp").toString()),
                Map.entry("ouroboros.console.socket", socket.toString()),
                Map.entry("ouroboros.console.history", data.history().toString()));
    }

    /**
     * Brings the bundles in line with the shipped jars and starts them. One that does not start is logged; the others
     * run.
     *
     * @param bundles folder of the shipped jars
     * @throws LaunchFailed if the framework itself cannot run
     */
    synchronized void start(Path bundles) {
        ShippedBundles shipped = ShippedBundles.in(bundles);
        CachedBundles cached = CachedBundles.in(data.cache());
        try {
            framework.init(Container::report);
            BundleContext context = framework.getBundleContext();
            context.addFrameworkListener(Container::report);
            framework.adapt(FrameworkStartLevel.class).setInitialBundleStartLevel(StartLevels.SYSTEM);
            shipped.sync(context, Ledger.read(data.ledger()), cached);
            framework.start();
            data.up();
        } catch (BundleException e) {
            throw LaunchFailed.because("the framework does not start", e);
        }
    }

    private static void report(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    event.getThrowable() instanceof BundleException ? "{0} does not start: {1}" : "{0} failed: {1}",
                    event.getBundle().getSymbolicName(),
                    LaunchFailed.rootCause(event.getThrowable()));
        }
    }

    /** Whether it has not been stopped. */
    boolean isRunning() {
        return framework.getState() == Bundle.ACTIVE;
    }

    /** The data directory's folder. */
    Path data() {
        return data.root();
    }

    /** Blocks until the framework stops, by a command or by {@link #close}. */
    void awaitStop() {
        try {
            framework.waitForStop(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops all bundles, the last started first, and gives the data directory back. */
    @Override
    public void close() {
        stop();
    }

    /** Whether this call was the one that stopped it; waits for {@link #STOP_LIMIT} at the most. */
    synchronized boolean stop() {
        if (closed) {
            return false;
        }
        closed = true;
        try {
            framework.stop();
            if (framework.waitForStop(STOP_LIMIT.toMillis()).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                LOG.log(System.Logger.Level.WARNING, "still stopping after {0} s", STOP_LIMIT.toSeconds());
            }
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.WARNING, "does not stop: {0}", LaunchFailed.rootCause(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        data.close();
        return true;
    }
}
