// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Brings the framework's bundles in line with the shipped jars, and leaves the operator's changes alone.
 *
 * <p>The {@link Ledger} says what was installed from which jar, and when the framework last changed that bundle. A later
 * change, or a bundle that is gone, was the operator's doing. What a system is managed with is there in any case.
 */
final class ShippedBundles {
    private static final System.Logger LOG = System.getLogger(ShippedBundles.class.getName());

    private final List<ShippedBundle> shipped;

    private ShippedBundles(List<ShippedBundle> shipped) {
        this.shipped = shipped;
    }

    /**
     * Reads the jars of a folder.
     *
     * @throws LaunchFailed if the folder or a jar cannot be read
     */
    static ShippedBundles in(Path folder) {
        List<ShippedBundle> shipped = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                shipped.add(ShippedBundle.read(jar));
            }
        } catch (IOException e) {
            throw LaunchFailed.because("bundles in " + folder + " cannot be read", e);
        }
        shipped.sort(Comparator.comparing(ShippedBundle::symbolicName));
        return new ShippedBundles(List.copyOf(shipped));
    }

    /**
     * Installs, updates and retires bundles while none of them runs, and marks new ones for starting. A jar that the
     * framework refuses is logged; the others go on. Whenever the process is killed, the next start finishes it.
     *
     * @param cached what was in the cache before the framework looked at it
     */
    void sync(BundleContext context, Ledger ledger, CachedBundles cached) {
        cached.tellLost(context, ledger.bundles());
        Set<String> names = new HashSet<>();
        for (ShippedBundle jar : shipped) {
            names.add(jar.symbolicName());
            try {
                sync(context, ledger, cached, jar);
            } catch (BundleException | IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is not installed: {1}",
                        jar.symbolicName(),
                        LaunchFailed.rootCause(e));
            }
        }
        for (String name : ledger.names()) {
            if (!names.contains(name)) {
                retire(context, ledger, name);
            }
        }
        new Management(context, shipped, jar -> bring(context, ledger, jar)).restore();
    }

    private static void sync(BundleContext context, Ledger ledger, CachedBundles cached, ShippedBundle jar)
            throws BundleException, IOException {
        String name = jar.symbolicName();
        Ledger.Entry entry = ledger.entry(name);
        if (entry == null || entry.bundle() == Ledger.Entry.NONE || cached.lost(context, entry.bundle())) {
            bring(context, ledger, jar);
            return;
        }
        Bundle bundle = untouched(context, entry);
        if (bundle != null && (entry.isUnfinished() || !entry.digest().equals(jar.digest()))) {
            ledger.record(name, entry.updating(jar));
            update(bundle, jar);
            ledger.record(name, entry(bundle, jar));
        }
    }

    private static void bring(BundleContext context, Ledger ledger, ShippedBundle jar)
            throws BundleException, IOException {
        ledger.record(jar.symbolicName(), Ledger.Entry.installing(jar));
        ledger.record(jar.symbolicName(), entry(install(context, jar), jar));
    }

    /** Installs a jar, or finishes that. */
    private static Bundle install(BundleContext context, ShippedBundle jar) throws BundleException, IOException {
        String location = jar.file().toUri().toString();
        Bundle bundle = context.getBundle(location);
        if (bundle != null) {
            update(bundle, jar);
        } else {
            try (InputStream content = Files.newInputStream(jar.file())) {
                bundle = context.installBundle(location, content);
            }
        }
        bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevels.of(jar.symbolicName()));
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
        return bundle;
    }

    private static void update(Bundle bundle, ShippedBundle jar) throws BundleException, IOException {
        try (InputStream content = Files.newInputStream(jar.file())) {
            bundle.update(content);
        }
    }

    private static void retire(BundleContext context, Ledger ledger, String name) {
        Ledger.Entry entry = ledger.entry(name);
        Bundle bundle = entry == null ? null : untouched(context, entry);
        try {
            if (bundle != null) {
                bundle.uninstall();
            }
            ledger.forget(name);
        } catch (BundleException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is not removed: {1}", name, LaunchFailed.rootCause(e));
        }
    }

    /** The bundle, unless the operator updated or uninstalled it. */
    private static @Nullable Bundle untouched(BundleContext context, Ledger.Entry entry) {
        Bundle bundle = context.getBundle(entry.bundle());
        boolean ours = bundle != null && (entry.isUnfinished() || bundle.getLastModified() == entry.modified());
        return ours ? bundle : null;
    }

    private static Ledger.Entry entry(Bundle bundle, ShippedBundle jar) {
        return new Ledger.Entry(bundle.getBundleId(), jar.digest(), bundle.getLastModified());
    }
}
