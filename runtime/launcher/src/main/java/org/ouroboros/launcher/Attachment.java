// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.FrameChannel;

/** How a shell finds the system of a data directory. */
final class Attachment {
    /** For a system that was started just before the shell, and for a console that is being updated. */
    private static final Duration APPEAR_LIMIT = Duration.ofSeconds(3);

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofMillis(20);

    private Attachment() {}

    /**
     * Connects, and waits a bounded time for a system that is just starting: it takes shells when it is up.
     *
     * @throws LaunchFailed if there is no system, or it takes no shells
     */
    static FrameChannel open(Path data) {
        Path socket = AttachPoint.socket(data, Path.of(System.getProperty("java.io.tmpdir")));
        long startNs = System.nanoTime();
        while (true) {
            SocketChannel channel = connect(socket, data);
            if (channel != null) {
                return new FrameChannel(channel);
            }
            Optional<DataDirectory.Holder> holder = DataDirectory.holderOf(data);
            boolean starting = holder.isPresent() && !holder.get().isUp();
            if (System.nanoTime() - startNs > (starting ? START_LIMIT : APPEAR_LIMIT).toNanos()) {
                throw holder.map(present -> takesNone(data, present)).orElseGet(() -> absent(data));
            }
            pause();
        }
    }

    private static LaunchFailed absent(Path data) {
        return LaunchFailed.because("no system runs at " + data + "; ./ouroboros run --data " + data + " starts one");
    }

    private static LaunchFailed takesNone(Path data, DataDirectory.Holder holder) {
        return LaunchFailed.because("the system at " + data + ", process "
                + holder.process().pid() + ", takes no shells: "
                + (holder.isUp()
                        ? "its org.ouroboros.console, or what that stands on, was stopped; end that process, and"
                                + " ./ouroboros run --data " + data + " brings it back"
                        : "it is still starting"));
    }

    private static @Nullable SocketChannel connect(Path socket, Path data) {
        Path folder = socket.resolveSibling(".").normalize();
        if (Files.exists(folder) && !Files.isExecutable(folder)) {
            throw LaunchFailed.because(
                    "the system at " + data + " takes shells of its owner only: " + folder + " is closed to others");
        }
        if (!Files.exists(socket)) {
            return null;
        }
        try {
            if (!AttachPoint.isTrusted(socket, data)) {
                throw LaunchFailed.because(socket + " is not of the user who has " + data);
            }
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(AttachPoint.address(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                return refused(socket);
            }
        } catch (IOException e) {
            return null; // gone since the look
        }
    }

    /** Left over by a system that was killed, or not for this user. */
    private static @Nullable SocketChannel refused(Path socket) {
        if (!Files.isWritable(socket)) {
            throw LaunchFailed.because("socket " + socket + " is for its owner only");
        }
        return null;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LaunchFailed.because("interrupted while the system starts");
        }
    }
}
