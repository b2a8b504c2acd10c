// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Has the framework forget that a bundle used the Configuration Admin service, once that bundle stops.
 *
 * <p>SCR looks up the configuration of each component in the name of the bundle that it is of, and gives the service back at once. Felix all the same
 * keeps on record who got a service by {@link BundleContext#getService}, for as long as the service is there: in the case of this one a
 * bundle that was uninstalled, with all that it said of itself, until the system ends. It keeps no record of who has given back a
 * {@linkplain ServiceObjects service object}; so one is taken and given back for the bundle, while it can still be done. To other
 * frameworks that is a use like any other.
 */
final class StoppingUsers implements SynchronousBundleListener {
    private static final String USED = "org.osgi.service.cm.ConfigurationAdmin";

    private final BundleContext context;

    /**
     * Listens to nothing yet.
     *
     * @param context where the service is looked for
     */
    StoppingUsers(BundleContext context) {
        this.context = context;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING) {
            ServiceReference<?> used = context.getServiceReference(USED);
            if (used != null) {
                forget(used, event.getBundle());
            }
        }
    }

    private static <S> void forget(ServiceReference<S> used, Bundle user) {
        ServiceObjects<S> objects = user.getBundleContext().getServiceObjects(used);
        S object = objects == null ? null : objects.getService();
        if (object != null) {
            objects.ungetService(object);
        }
    }
}
