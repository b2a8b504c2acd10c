// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;
import java.util.Optional;

/**
 * An IPCP as it is now.
 *
 * @param id number of the IPCP, from 1, never used again in the life of a system
 * @param name its name
 * @param type its type, such as {@code local}
 * @param layer the layer it is a member of, if any
 * @param state where it is in its life
 * @param registered names registered with it, sorted
 * @param flows number of flows that it carries
 * @param origin where it comes from
 * @param waiting what is wanted of it and does not hold, with the reason; it is tried again until it holds
 */
public record IpcpInfo(
        int id,
        String name,
        String type,
        Optional<String> layer,
        IpcpState state,
        List<String> registered,
        int flows,
        Origin origin,
        Optional<String> waiting) {
    /** Copies the list. */
    public IpcpInfo {
        registered = List.copyOf(registered);
    }
}
