// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.ouroboros.policy.ipcp.LayerRefused;

/** A version of IP, and what differs between layers over it. */
enum Family {
    /** IPv4. */
    IP4("IPv4", "192.0.2.1", Inet4Address.class, 28, 8_976, 576),
    /** IPv6. */
    IP6("IPv6", "2001:db8::1", Inet6Address.class, 48, 8_948, 1_280);

    private static final InetAddress BROADCAST = InetAddress.ofLiteral("255.255.255.255");

    private final String label;
    private final String example;
    private final Class<? extends InetAddress> type;
    private final int headerBytes;
    private final int largestPdu;
    private final int leastMtu;

    Family(
            String label,
            String example,
            Class<? extends InetAddress> type,
            int headerBytes,
            int largestPdu,
            int leastMtu) {
        this.label = label;
        this.example = example;
        this.type = type;
        this.headerBytes = headerBytes;
        this.largestPdu = largestPdu;
        this.leastMtu = leastMtu;
    }

    /** {@return bytes of the headers of IP and UDP} */
    int headerBytes() {
        return headerBytes;
    }

    /** {@return bytes of a flow's packet that every member of a layer receives whole (network specification, 2.2)} */
    int largestPdu() {
        return largestPdu;
    }

    /** {@return what every path carries} */
    int leastMtu() {
        return leastMtu;
    }

    /** {@return whether an address is of this version} */
    boolean covers(InetAddress address) {
        return type.isInstance(address);
    }

    /**
     * Reads the address that an IPCP is to have.
     *
     * @throws LayerRefused if it is none, or no address that peers can reply to
     */
    InetAddress literal(String ip) {
        InetAddress address = address(ip);
        if (!covers(address)) {
            throw new LayerRefused("ip '" + ip + "' is not of " + label + ": give one such as " + example);
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || address.equals(BROADCAST)) {
            throw new LayerRefused(
                    "ip '" + ip + "' is not an address of one interface: give one of this machine, such as " + example);
        }
        return address;
    }

    private InetAddress address(String ip) {
        try {
            if (ip.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(ip)) { // the platform takes 1.2.3 for 1.2.0.3
                return InetAddress.ofLiteral(ip);
            }
        } catch (IllegalArgumentException noAddress) {
            // told below, as one that is not written out is
        }
        throw new LayerRefused(
                "ip '" + ip + "' is not a literal address: give one of " + label + " such as " + example);
    }
}
