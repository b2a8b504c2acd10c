// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.policy.ipcp.Peer;

/** What the address and the port of a peer may be. */
public final class PeerAddress {
    private static final int LARGEST_PORT = 65_535;
    private static final int DOTS_OF_IPV4 = 3;

    private PeerAddress() {}

    /** {@return what is wrong with a peer, and what would work; empty if nothing is} */
    public static Optional<String> complaintAbout(Peer peer) {
        return PlainText.complaintAbout("name", peer.name())
                .or(() -> complaintAboutAddress(peer.address()))
                .or(() -> complaintAboutPort(peer.port()));
    }

    private static Optional<String> complaintAboutAddress(String address) {
        try {
            if (isWrittenOut(address)) {
                return InetAddress.ofLiteral(address).isAnyLocalAddress()
                        ? Optional.of(
                                "address '" + address + "' stands for all of a system's own: give one of the peer's")
                        : Optional.empty();
            }
        } catch (IllegalArgumentException noAddress) {
            // told below, as one that is not written out is
        }
        return Optional.of("address '" + PlainText.of(address)
                + "' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1");
    }

    /** Without what else stands for an address, such as one number for all four of IPv4. */
    private static boolean isWrittenOut(String address) {
        return address.indexOf('[') < 0
                && (address.indexOf(':') >= 0
                        || address.chars().filter(c -> c == '.').count() == DOTS_OF_IPV4);
    }

    private static Optional<String> complaintAboutPort(OptionalInt port) {
        return port.isEmpty() || (port.getAsInt() >= 1 && port.getAsInt() <= LARGEST_PORT)
                ? Optional.empty()
                : Optional.of("port " + port.getAsInt() + " is outside 1.." + LARGEST_PORT);
    }
}
