// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/**
 * Takes the shells of one user: a Unix-domain socket in a folder that is closed to others, and a look at who connects.
 *
 * <p>The caller owns the path: whatever socket lies there is left over from a system that was killed.
 */
final class AttachServer {
    /** The most shells at a time. */
    static final int MAX_SHELLS = 16;

    private static final System.Logger LOG = System.getLogger(AttachServer.class.getName());
    private static final String ROOT = "root";
    private static final long RETRY_NS = 100_000_000;

    private final Path socket;
    private final Workplace workplace;
    private final ServerSocketChannel server;
    private final UserPrincipal owner;
    private final Set<AttachedShell> shells = ConcurrentHashMap.newKeySet();
    private final Thread accepting =
            Thread.ofVirtual().name("ouroboros-shell-accept").unstarted(this::accept);

    private AttachServer(Path socket, Workplace workplace, ServerSocketChannel server, UserPrincipal owner) {
        this.socket = socket;
        this.workplace = workplace;
        this.server = server;
        this.owner = owner;
    }

    /**
     * Listens.
     *
     * @throws IOException naming the folder or the socket that cannot be used
     */
    static AttachServer open(Path socket, Workplace workplace) throws IOException {
        prepare(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            AttachServer opened = new AttachServer(socket, workplace, server, Files.getOwner(socket));
            opened.accepting.start();
            return opened;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Makes the folder private and the path free. */
    private static void prepare(Path socket) throws IOException {
        Path folder = socket.resolveSibling(".").normalize();
        var everything = PosixFilePermissions.fromString("rwx------");
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(everything));
        }
        Files.setPosixFilePermissions(folder, everything); // fails on a folder of somebody else
        Files.deleteIfExists(socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                serve(server.accept());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a shell cannot attach to {0}: {1}", socket, e.getMessage());
                LockSupport.parkNanos(RETRY_NS); // what the system lacks now, it may have then
            }
        }
    }

    private void serve(SocketChannel client) throws IOException {
        try {
            UserPrincipal peer =
                    client.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!peer.equals(owner) && !peer.getName().equals(ROOT)) {
                refuse(client, "the system belongs to " + owner.getName() + ", not to " + peer.getName());
            } else if (shells.size() >= MAX_SHELLS) {
                refuse(client, MAX_SHELLS + " shells are attached already; end one");
            } else {
                AttachedShell shell = new AttachedShell(workplace, new FrameChannel(client), shells::remove);
                shells.add(shell);
                shell.start();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a shell is gone", e);
            client.close();
        }
    }

    /** A new socket takes that much without waiting for the peer. */
    private static void refuse(SocketChannel client, String reason) throws IOException {
        try (FrameChannel channel = new FrameChannel(client)) {
            channel.send(new Frame.Dismissed(reason));
        }
    }

    /** Ends all shells, telling them why, and takes the socket away. */
    void close(String reason) {
        try {
            server.close();
            Files.deleteIfExists(socket);
            accepting.join();
            for (AttachedShell shell : List.copyOf(shells)) {
                shell.close(reason);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is not closed: {1}", socket, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
