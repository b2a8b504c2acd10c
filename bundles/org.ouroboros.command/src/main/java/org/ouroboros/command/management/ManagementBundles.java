// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command.management;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** The bundles without which nobody can manage a system: those that declare it, and what they are wired to. A snapshot. */
public final class ManagementBundles {
    /** Namespace of the capability by which a bundle declares itself. */
    public static final String CAPABILITY = "ouroboros.management";

    /** Each with the bundle that declared itself and needs it. */
    private final Map<Bundle, Bundle> needed = new LinkedHashMap<>();

    private ManagementBundles() {}

    /**
     * Looks at what is installed.
     *
     * @param context any context of the framework
     * @return what is needed now
     */
    public static ManagementBundles of(BundleContext context) {
        ManagementBundles management = new ManagementBundles();
        for (Bundle bundle : context.getBundles()) {
            if (isDeclared(bundle)) {
                management.need(bundle, bundle);
            }
        }
        return management;
    }

    private static boolean isDeclared(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && !revision.getDeclaredCapabilities(CAPABILITY).isEmpty();
    }

    private void need(Bundle bundle, Bundle by) {
        if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID || needed.putIfAbsent(bundle, by) != null) {
            return;
        }
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            wiring.getRequiredWires(null).stream()
                    .filter(wire -> !isOptional(wire))
                    .forEach(wire -> need(wire.getProvider().getBundle(), by));
        }
    }

    private static boolean isOptional(BundleWire wire) {
        return Constants.RESOLUTION_OPTIONAL.equals(
                wire.getRequirement().getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
    }

    /** {@return all of them} */
    public Set<Bundle> all() {
        return Collections.unmodifiableSet(needed.keySet());
    }

    /**
     * Tells what a bundle is needed by.
     *
     * @param bundle any bundle
     * @return a bundle that declared itself, possibly the same; empty if it is not needed
     */
    public Optional<Bundle> user(Bundle bundle) {
        return Optional.ofNullable(needed.get(bundle));
    }
}
