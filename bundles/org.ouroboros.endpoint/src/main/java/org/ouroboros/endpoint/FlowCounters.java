// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Map;
import org.ouroboros.api.irm.DropReason;

/**
 * What passed at one end of a flow since it was allocated.
 *
 * @param sentPackets messages written
 * @param sentBytes bytes written
 * @param receivedPackets messages delivered to the user
 * @param receivedBytes bytes delivered to the user
 * @param drops packets that this end had to drop, by reason; no reason for none
 */
public record FlowCounters(
        long sentPackets, long sentBytes, long receivedPackets, long receivedBytes, Map<DropReason, Long> drops) {
    /** Copies the map. */
    public FlowCounters {
        drops = Map.copyOf(drops);
    }

    /** {@return packets that this end had to drop, for whatever reason} */
    public long dropped() {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }
}
