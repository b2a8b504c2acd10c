// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers of unicast layers in a datagram, one behind the other (network specification, section 5.1).
 *
 * <pre>
 *   0            4                    19                   34
 *   +------------+--------------------+--------------------+--- - -
 *   | EID of the | PCI of the lowest  | PCI of the layer   |
 *   | UDP flow   | unicast layer      | above, and so on   | payload
 *   +------------+--------------------+--------------------+--- - -
 *
 *   PCI:  destination (4)   QoS cube (1)   TTL (1)   ECN (1)   EID (8)
 * </pre>
 *
 * @param destinations the destinations, the lowest layer's first, as the four bytes in the order of the wire
 * @param payloadBytes what is behind the headers
 */
record NestedHeaders(List<Integer> destinations, int payloadBytes) {
    private static final int UDP_BYTES = 4;
    private static final int PCI_BYTES = 15;
    private static final int TTL_AT = 5;
    private static final int EID_AT = 7;
    private static final int TTL = 60;
    private static final long FIRST_EID_OF_A_FLOW = 64;

    /** {@return the headers of packets of flows, one in another, that no member has relayed; empty if it is something else} */
    static Optional<NestedHeaders> of(byte[] datagram, int layers) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram);
        if (datagram.length < UDP_BYTES + layers * PCI_BYTES || bytes.getInt(0) == 0) {
            return Optional.empty();
        }
        List<Integer> destinations = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            int at = UDP_BYTES + layer * PCI_BYTES;
            long eid = Long.reverseBytes(bytes.getLong(at + EID_AT));
            if (bytes.get(at + TTL_AT) != TTL || Long.compareUnsigned(eid, FIRST_EID_OF_A_FLOW) < 0) {
                return Optional.empty();
            }
            destinations.add(bytes.getInt(at));
        }
        return Optional.of(new NestedHeaders(destinations, datagram.length - UDP_BYTES - layers * PCI_BYTES));
    }
}
