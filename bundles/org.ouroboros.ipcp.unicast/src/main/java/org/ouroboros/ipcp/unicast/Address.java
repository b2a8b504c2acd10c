// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

/** How people write addresses: the four bytes in the order of the wire, in hexadecimal digits (network specification, section 5.2). */
final class Address {
    private Address() {}

    static String text(long address) {
        return "%02x.%02x.%02x.%02x"
                .formatted(address & 0xFF, address >> 8 & 0xFF, address >> 16 & 0xFF, address >> 24 & 0xFF);
    }
}
