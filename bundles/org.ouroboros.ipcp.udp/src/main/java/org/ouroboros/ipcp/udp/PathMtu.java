// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;

/** The MTU of paths. */
final class PathMtu {
    private PathMtu() {}

    /**
     * Asks the system for the MTU of a path: where it keeps that, for the path; elsewhere, for the interface.
     *
     * @throws IOException if there is no way there
     */
    static int of(InetAddress local, InetSocketAddress remote) throws IOException {
        return LinuxSockets.available() ? LinuxSockets.pathMtu(local, remote) : ofInterface(local);
    }

    private static int ofInterface(InetAddress local) throws IOException {
        NetworkInterface found = NetworkInterface.getByInetAddress(local);
        if (found == null && local.isLoopbackAddress()) {
            found = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        }
        if (found == null) {
            throw new IOException("no interface has " + local.getHostAddress());
        }
        return found.getMTU();
    }
}
