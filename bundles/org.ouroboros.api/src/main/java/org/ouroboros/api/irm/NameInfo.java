// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;
import java.util.Optional;

/**
 * A name as it is now.
 *
 * @param spec what it was created with; {@link NameSpec#balancing()} is the policy that is wanted now
 * @param programs programs bound to it
 * @param processes processes that would be offered its flows, by number
 * @param ipcps IPCPs bound to it
 * @param registered IPCPs with which it is registered
 * @param origin where it comes from
 * @param waiting what is wanted of it and does not hold, with the reason; it is tried again until it holds
 */
public record NameInfo(
        NameSpec spec,
        List<BoundProgram> programs,
        List<Long> processes,
        List<String> ipcps,
        List<String> registered,
        Origin origin,
        Optional<String> waiting) {
    /** Copies the lists. */
    public NameInfo {
        programs = List.copyOf(programs);
        processes = List.copyOf(processes);
        ipcps = List.copyOf(ipcps);
        registered = List.copyOf(registered);
    }

    /** {@return the name itself} */
    public String name() {
        return spec.name();
    }
}
