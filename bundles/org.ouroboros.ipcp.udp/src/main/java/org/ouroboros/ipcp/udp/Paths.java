// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;

/**
 * The paths that flows use, by the address of the peer: as many as there are flows and allocations at most. Confined to the loop.
 *
 * <p>A path's MTU is asked for when its first flow comes, and again when a packet turned out to be too large.
 */
final class Paths {
    private static final System.Logger LOG = System.getLogger(Paths.class.getName());

    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** What a packet of the pool carries behind its headroom. */
    private static final int SLOT_PACKET = PacketPool.SLOT_BYTES - PacketPool.HEADROOM;

    private final IpcpLoop loop;
    private final Family family;
    private final DatagramPort port;
    private final Map<InetSocketAddress, Path> paths = new HashMap<>();

    Paths(IpcpLoop loop, Family family, DatagramPort port) {
        this.loop = loop;
        this.family = family;
        this.port = port;
    }

    /** {@return how many paths are in use} */
    int size() {
        return paths.size();
    }

    /** {@return the path to a peer; each call is to be followed by one of {@link #leave}} */
    Path enter(InetSocketAddress peer) {
        Path path = paths.computeIfAbsent(peer, address -> new Path(port.remote(address)));
        path.enter();
        if (!path.ready().isDone()) {
            ask(path);
        }
        return path;
    }

    /**
     * {@return the path to a peer, of a flow that was there before} Each call is to be followed by one of {@link #leave}.
     *
     * @param largestPacket what holds until the network was asked
     */
    Path enter(InetSocketAddress peer, int largestPacket) {
        Path path = paths.computeIfAbsent(peer, address -> new Path(port.remote(address)));
        path.enter();
        if (!path.ready().isDone()) {
            path.answered(Math.min(largestPacket, Math.min(SLOT_PACKET, family.largestPdu())));
            ask(path);
        }
        return path;
    }

    void leave(Path path) {
        if (path.leave()) {
            paths.remove(path.remote().address(), path);
        }
    }

    /** Asks again how much a path carries. */
    void ask(DatagramPort.Remote remote) {
        Path path = paths.get(remote.address());
        if (path != null) {
            ask(path);
        }
    }

    private void ask(Path path) {
        if (path.ask()) {
            loop.offload(() -> port.pathMtu(path.remote()), LIMIT)
                    .whenComplete((mtu, failure) -> path.answered(largestPacket(path, mtu, failure)));
        }
    }

    private int largestPacket(Path path, @Nullable Integer mtu, @Nullable Throwable failure) {
        if (mtu == null) {
            LOG.log(
                    Level.DEBUG,
                    () -> "the MTU of the path to " + path.remote().label() + " is not known, taking "
                            + family.leastMtu() + ": " + failure);
        }
        int packet = Math.max(family.leastMtu(), mtu == null ? 0 : mtu) - family.headerBytes() - Frames.EID_BYTES;
        return Math.min(packet, Math.min(SLOT_PACKET, family.largestPdu()));
    }
}
