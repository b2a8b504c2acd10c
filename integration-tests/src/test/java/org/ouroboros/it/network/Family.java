// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

/** What a layer over UDP runs over. */
enum Family {
    UDP4("udp4", "10.77.0.", "24", 14 + 20 + 8),
    UDP6("udp6", "fd77::", "64", 14 + 40 + 8);

    private final String type;
    private final String prefix;
    private final String prefixLength;
    private final int payloadAt;

    Family(String type, String prefix, String prefixLength, int payloadAt) {
        this.type = type;
        this.prefix = prefix;
        this.prefixLength = prefixLength;
        this.payloadAt = payloadAt;
    }

    /** {@return the type of IPCP} */
    String type() {
        return type;
    }

    /** {@return the address of a host} */
    String address(int number) {
        return prefix + number;
    }

    /** {@return the address of a host with the length of the prefix, as an interface is given it} */
    String addressAndPrefix(int number) {
        return address(number) + "/" + prefixLength;
    }

    /** {@return where the payload of a datagram begins in its Ethernet frame} */
    int payloadAt() {
        return payloadAt;
    }
}
