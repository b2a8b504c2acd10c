// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.osgi.framework.BundleException;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.Irm;

/** Updates the bundles of IPCP types of a system, and waits until its IPCPs are back. */
final class TypeExchange {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOOK_MS = 2;

    private final ShippedSystem system;
    private final Irm irm;

    TypeExchange(ShippedSystem system) throws InterruptedException {
        this.system = system;
        this.irm = system.irm();
    }

    /** Updates a bundle by what it is already, and waits until all IPCPs are members of their layers. */
    void update(UpdatedType type) throws BundleException, IOException, InterruptedException {
        system.update(type.bundle());
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        List<IpcpInfo> ipcps = irm.ipcps();
        while (!ipcps.stream().allMatch(ipcp -> ipcp.state() == IpcpState.OPERATIONAL)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new IllegalStateException(
                        "IPCPs are not back after the update of " + type.bundle() + ": " + ipcps);
            }
            Thread.sleep(LOOK_MS);
            ipcps = irm.ipcps();
        }
    }
}
