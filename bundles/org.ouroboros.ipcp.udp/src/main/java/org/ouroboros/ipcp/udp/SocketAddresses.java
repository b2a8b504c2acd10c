// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Socket addresses as Linux has them.
 *
 * <pre>
 *   sockaddr_in     0        2      4         8                 sockaddr_in6    0        2      4          8         24      28
 *                   +--------+------+---------+---------+                       +--------+------+----------+---------+-------+
 *                   | family | port | address | 0       |                       | family | port | flowinfo | address | scope |
 *                   +--------+------+---------+---------+                       +--------+------+----------+---------+-------+
 * </pre>
 *
 * <p>Port and address are big-endian, the rest is in the order of the machine.
 */
final class SocketAddresses {
    /** Bytes that either takes. */
    static final int ROOM = 32;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    /** {@return the family of an address} */
    static int family(InetAddress address) {
        return address instanceof Inet6Address ? AF_INET6 : AF_INET;
    }

    /** {@return bytes of an address of a family} */
    static int length(int family) {
        return family == AF_INET6 ? 28 : 16;
    }

    /** Writes an address, and {@return its length} */
    static int write(InetSocketAddress address, MemorySegment target, long at) {
        InetAddress ip = address.getAddress();
        byte[] bytes = ip.getAddress();
        int family = family(ip);
        target.asSlice(at, ROOM).fill((byte) 0);
        target.set(JAVA_SHORT_UNALIGNED, at, (short) family);
        target.set(PORT, at + 2, (short) address.getPort());
        MemorySegment.copy(bytes, 0, target, JAVA_BYTE, at + (family == AF_INET6 ? 8 : 4), bytes.length);
        if (ip instanceof Inet6Address scoped) {
            target.set(JAVA_INT_UNALIGNED, at + 24, scoped.getScopeId());
        }
        return length(family);
    }

    /** {@return the address that the system wrote} */
    static InetSocketAddress read(MemorySegment source, long at) {
        boolean six = source.get(JAVA_SHORT_UNALIGNED, at) == AF_INET6;
        byte[] bytes = new byte[six ? 16 : 4];
        MemorySegment.copy(source, JAVA_BYTE, at + (six ? 8 : 4), bytes, 0, bytes.length);
        int port = Short.toUnsignedInt(source.get(PORT, at + 2));
        try {
            int scope = six ? source.get(JAVA_INT_UNALIGNED, at + 24) : 0;
            InetAddress ip =
                    scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(ip, port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of " + bytes.length + " bytes", impossible);
        }
    }
}
