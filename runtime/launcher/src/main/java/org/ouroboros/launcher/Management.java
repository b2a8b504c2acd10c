// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.ouroboros.command.management.ManagementBundles;

/** Sees to it that a system can be managed when it starts, whatever was done to the bundles that this takes. */
final class Management {
    private static final System.Logger LOG = System.getLogger(Management.class.getName());

    private final BundleContext context;
    private final List<ShippedBundle> shipped;
    private final Bringing bringing;

    /** Installs a shipped bundle as it was built, or puts it in the place of what lies there. */
    @FunctionalInterface
    interface Bringing {
        void bring(ShippedBundle jar) throws BundleException, IOException;
    }

    Management(BundleContext context, List<ShippedBundle> shipped, Bringing bringing) {
        this.context = context;
        this.shipped = shipped;
        this.bringing = bringing;
    }

    /**
     * Brings back what is gone, and has all of it start. What lacks for a bundle to resolve is not known by name: then all
     * shipped bundles that are gone come back.
     */
    void restore() {
        bringBack(jar -> jar.isManagement() && !isInstalled(jar));
        if (!resolves()) {
            bringBack(jar -> !isInstalled(jar));
        }
        if (!resolves()) {
            bringBack(jar -> jar.isManagement() && !isResolved(jar));
        }
        ManagementBundles.of(context).all().forEach(Management::start);
    }

    private void bringBack(Predicate<ShippedBundle> missing) {
        for (ShippedBundle jar : shipped.stream().filter(missing).toList()) {
            try {
                bringing.bring(jar);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} is back as it was shipped: the system cannot be managed without",
                        jar.symbolicName());
            } catch (BundleException | IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} does not come back: {1}",
                        jar.symbolicName(),
                        LaunchFailed.rootCause(e));
            }
        }
    }

    private boolean resolves() {
        Collection<Bundle> management = shipped.stream()
                .filter(ShippedBundle::isManagement)
                .flatMap(jar -> Arrays.stream(context.getBundles()).filter(named(jar)))
                .toList();
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .resolveBundles(management);
    }

    private boolean isInstalled(ShippedBundle jar) {
        return Arrays.stream(context.getBundles()).anyMatch(named(jar));
    }

    private boolean isResolved(ShippedBundle jar) {
        return Arrays.stream(context.getBundles())
                .anyMatch(named(jar).and(bundle -> bundle.getState() != Bundle.INSTALLED));
    }

    private static Predicate<Bundle> named(ShippedBundle jar) {
        return bundle -> jar.symbolicName().equals(bundle.getSymbolicName());
    }

    private static void start(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        try {
            level.setStartLevel(StartLevels.of(bundle.getSymbolicName()));
            if (!level.isPersistentlyStarted() && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was stopped, and starts again: the system cannot be managed without",
                        bundle.getSymbolicName());
            }
        } catch (BundleException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} does not start: {1}",
                    bundle.getSymbolicName(),
                    LaunchFailed.rootCause(e));
        }
    }
}
