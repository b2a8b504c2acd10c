// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.ouroboros.api.FlowAllocator;

/** The flow allocator of one bundle. */
@Component(service = FlowAllocator.class, scope = ServiceScope.BUNDLE)
public final class FlowAllocatorComponent extends OwnedFlowAllocator {
    /**
     * Opens the allocator of a bundle.
     *
     * @param context says which bundle
     * @param irm the IRM
     */
    @Activate
    public FlowAllocatorComponent(ComponentContext context, @Reference IrmComponent irm) {
        super(irm.core(), new FlowOwner(user(context.getUsingBundle())));
    }

    @Deactivate
    void deactivate() {
        reclaim();
    }

    private static String user(Bundle bundle) {
        return bundle.getSymbolicName() == null ? "bundle " + bundle.getBundleId() : bundle.getSymbolicName();
    }
}
