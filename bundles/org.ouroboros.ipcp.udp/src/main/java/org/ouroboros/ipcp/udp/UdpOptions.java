// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;

/** The options of a layer over UDP (network specification, section 12), and what is said when they do not work. */
final class UdpOptions {
    /** Where IPCPs listen unless told otherwise. */
    static final int DEFAULT_PORT = 3_435;

    static final List<LayerOption> ALL = List.of(
            new LayerOption("ip", "literal address of this machine; must be given", ""),
            new LayerOption(
                    "port",
                    "UDP port, 1 to 65535; the same for all members of a layer unless declared for a peer",
                    Integer.toString(DEFAULT_PORT)));

    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final int HIGHEST_PORT = 65_535;

    /** How long a packet may live in the layer (network specification, 1.7). */
    private static final Duration MPL = Duration.ofSeconds(5);

    private UdpOptions() {}

    /** {@return what layers over UDP promise, which is little} */
    static LayerTraits traits(int preference) {
        return new LayerTraits(preference, false, false, false, MPL);
    }

    /** {@return the address of the IPCP} */
    static InetAddress ip(Map<String, String> options, Family family) {
        String ip = options.get("ip");
        if (ip == null) {
            throw new LayerRefused("option ip is missing: give a literal address of this machine");
        }
        return family.literal(ip);
    }

    /** {@return the port number of the IPCP} */
    static int port(Map<String, String> options) {
        String value = options.getOrDefault("port", Integer.toString(DEFAULT_PORT));
        int port = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
        if (port < 1 || port > HIGHEST_PORT) {
            throw new LayerRefused("port '" + value + "' is not a number from 1 to " + HIGHEST_PORT);
        }
        return port;
    }

    /** {@return the options that make an IPCP with an address and port} */
    static Map<String, String> of(InetSocketAddress local) {
        return Map.of("ip", local.getAddress().getHostAddress(), "port", Integer.toString(local.getPort()));
    }

    /** {@return what kept a port from being bound, and what would work} */
    static String whyUnbound(Network network, InetAddress address, int port, IOException failure) {
        String ip = address.getHostAddress();
        return network.owns(address)
                ? "port " + port + " of " + ip + " cannot be bound (" + failure.getMessage()
                        + "): end what uses it, or give another port or ip"
                : "ip " + ip + " is not an address of this machine (" + failure.getMessage()
                        + "): give one of its interfaces";
    }
}
