// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a signal stop the container, at whatever moment it comes, and end the JVM with a status of ours instead of "killed".
 *
 * <p>The signal waits while the container is created or starts, and then stops it.
 */
final class CleanStop {
    private final int status;

    /** Guarded by this, as the fields below. */
    private @Nullable Container container;

    private @Nullable RawTerminal terminal;

    private boolean over;

    private CleanStop(int status) {
        this.status = status;
    }

    /** From now on a signal ends the JVM with this status. */
    static CleanStop onSignal(int status) {
        CleanStop stop = new CleanStop(status);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::stop, "ouroboros-stop"));
        return stop;
    }

    /**
     * Creates what a signal stops.
     *
     * @throws LaunchFailed if it cannot be created; a signal does nothing then
     */
    synchronized Container of(Supplier<Container> create) {
        try {
            Container created = create.get();
            container = created;
            return created;
        } catch (LaunchFailed e) {
            over = true;
            throw e;
        }
    }

    /** The terminal is given back before the JVM ends. */
    synchronized void restore(RawTerminal taken) {
        terminal = taken;
    }

    private synchronized void stop() {
        if (!over && (container == null || container.stop())) {
            if (terminal != null) {
                terminal.close();
            }
            Runtime.getRuntime().halt(status);
        }
    }
}
