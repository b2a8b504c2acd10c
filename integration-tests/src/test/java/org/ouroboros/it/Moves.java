// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Counts the bundles that stop or are wired anew, and the components that end, from now on until it is closed. */
final class Moves implements AutoCloseable {
    private static final String COMPONENT = "component.name";

    private final BundleContext context;
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private final SynchronousBundleListener bundles = this::moved;
    private final AllServiceListener services = this::moved;
    private final Set<String> movable;

    /**
     * Begins to count.
     *
     * @param movable symbolic names of the bundles that may move
     */
    Moves(BundleContext context, Set<String> movable) {
        this.context = context;
        this.movable = movable;
        context.addBundleListener(bundles);
        context.addServiceListener(services);
    }

    private void moved(BundleEvent event) {
        switch (event.getType()) {
            case BundleEvent.STOPPING -> count(event.getBundle(), "stops");
            case BundleEvent.UNRESOLVED -> count(event.getBundle(), "is wired anew");
            default -> {} // nothing ends with it
        }
    }

    private void moved(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            Optional.ofNullable(event.getServiceReference().getProperty(COMPONENT))
                    .ifPresent(
                            component -> count(event.getServiceReference().getBundle(), "ends component " + component));
        }
    }

    private void count(Bundle bundle, String what) {
        if (!movable.contains(bundle.getSymbolicName())) {
            all.add(bundle.getSymbolicName() + " " + what);
        }
    }

    /** {@return what others did} */
    List<String> ofOthers() {
        return List.copyOf(all);
    }

    @Override
    public void close() {
        context.removeServiceListener(services);
        context.removeBundleListener(bundles);
    }
}
