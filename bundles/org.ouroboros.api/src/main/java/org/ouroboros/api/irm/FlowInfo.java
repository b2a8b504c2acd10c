// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Map;
import java.util.Optional;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;

/**
 * One end of a flow, as it is now.
 *
 * @param id number of this end
 * @param name the name the flow was allocated to
 * @param side which side this end is on
 * @param owner program or IPCP that holds this end
 * @param ipcp IPCP that carries the flow; empty for a direct flow between two processes of this system
 * @param qos its QoS
 * @param state its state
 * @param policies policies in use, outermost last; empty when every slot is on {@code none}
 * @param agreement how the two ends agreed on a key, and the name in the certificate of the peer; empty for a flow that is neither
 *     encrypted nor authenticated
 * @param counters what passed
 */
public record FlowInfo(
        int id,
        String name,
        Side side,
        String owner,
        Optional<String> ipcp,
        QosSpec qos,
        FlowState state,
        String policies,
        String agreement,
        Counters counters) {

    /** Sides of a flow. */
    public enum Side {
        /** This end asked for the flow. */
        CLIENT,
        /** This end accepted the flow. */
        SERVER
    }

    /**
     * What passed at one end of a flow, counted since it was allocated.
     *
     * @param sentPackets messages written
     * @param sentBytes bytes written
     * @param receivedPackets messages delivered to the process
     * @param receivedBytes bytes delivered to the process
     * @param drops packets that this end had to drop, by reason; no reason for none
     */
    public record Counters(
            long sentPackets, long sentBytes, long receivedPackets, long receivedBytes, Map<DropReason, Long> drops) {
        /** Copies the map. */
        public Counters {
            drops = Map.copyOf(drops);
        }

        /** {@return packets that this end had to drop, for whatever reason} */
        public long dropped() {
            return drops.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
