// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a component of an IPCP introduces itself to its counterpart (network specification, section 4.2): a protobuf message.
 *
 * @param component name of the component
 * @param protocol name of its protocol
 * @param version version of the protocol
 * @param syntax 0 protobuf, 1 ASN.1, 2 fixed
 * @param address address of the sender in the layer; 0 if that does not apply
 * @param ipcp name of the sender's IPCP. A field of ours, which the C prototype skips; empty if it did not say
 */
public record CepMessage(
        String component, String protocol, int version, int syntax, long address, Optional<String> ipcp) {
    /** Longest message that a member of the C prototype understands. */
    public static final int LONGEST_BYTES = 128;

    private static final int IPCP = 100;

    /** {@return the message in bytes; without the name of the IPCP if that makes it too long} */
    public byte[] encode() {
        Fields fields = new Fields()
                .put(1, component)
                .put(2, protocol)
                .put(3, version)
                .put(5, syntax)
                .put(8, address);
        byte[] bare = fields.encode();
        int nameBytes = ipcp.map(name -> 3 + name.getBytes(StandardCharsets.UTF_8).length)
                .orElse(0);
        if (nameBytes == 0 || bare.length + nameBytes > LONGEST_BYTES) {
            return bare;
        }
        return fields.put(IPCP, ipcp.get()).encode();
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @return the message; empty if it is malformed
     */
    public static Optional<CepMessage> decode(byte[] message) {
        return Fields.read(
                message,
                fields -> new CepMessage(
                        fields.text(1),
                        fields.text(2),
                        fields.small(3),
                        fields.small(5),
                        fields.number(8),
                        fields.optionalText(IPCP)));
    }
}
