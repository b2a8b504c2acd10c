// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;
import org.ouroboros.packet.Packet;

/**
 * A bound UDP socket of an IPCP. Confined to the loop, but for {@link #pathMtu}.
 *
 * <p>What is sent in a turn of the loop leaves together, at the end of the turn at the latest.
 */
interface DatagramPort extends AutoCloseable {
    /** Takes what a port has to say, on the loop. */
    interface Receiver {
        /**
         * Takes a datagram.
         *
         * @param packet its bytes; ownership passes
         * @param source who sent it; valid during the call
         */
        void received(Packet packet, Source source);

        /** Says that {@link DatagramPort#writable()} became true. */
        void writableAgain();

        /** Says that the path to a destination turned out to carry less than what was sent. */
        void tooLarge(Remote to);
    }

    /** The sender of the datagram at hand. */
    interface Source {
        /** {@return its address, made when it is asked for} */
        InetSocketAddress address();
    }

    /** {@return the address that a {@link Remote#label} says} */
    static InetSocketAddress address(String label) {
        int colon = label.lastIndexOf(':');
        String host = label.substring(0, colon);
        return new InetSocketAddress(
                InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host),
                Integer.parseInt(label.substring(colon + 1)));
    }

    /** A destination, in the form that the port sends to. */
    interface Remote {
        /** Groups of an IPv6 address, all of which Java writes, that are written as two colons. */
        Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|(?=%)|$)");

        /** {@return its address} */
        InetSocketAddress address();

        /** {@return its address as people write it, such as {@code 192.0.2.1:3435} or {@code [2001:db8::1]:3435}} */
        default String label() {
            InetAddress ip = address().getAddress();
            String host = ip.getHostAddress();
            return (ip instanceof Inet6Address ? "[" + ZEROS.matcher(host).replaceFirst("::") + "]" : host) + ":"
                    + address().getPort();
        }
    }

    /** {@return a destination} */
    Remote remote(InetSocketAddress address);

    /**
     * Sends a datagram. It is dropped, and counted, when there is no room or the system refuses it.
     *
     * @param packet its bytes; ownership passes
     * @param to one of {@link #remote}
     */
    void send(Packet packet, Remote to);

    /** {@return false if a datagram sent now would be dropped for want of room} Then {@link Receiver#writableAgain} follows. */
    boolean writable();

    /**
     * Asks for the largest IP packet that the path to a destination carries. Any thread; may block.
     *
     * @throws IOException if there is no way there
     */
    int pathMtu(Remote to) throws IOException;

    /** Drops what was not sent yet, and gives the address up. Idempotent. No upcall follows. */
    @Override
    void close();
}
