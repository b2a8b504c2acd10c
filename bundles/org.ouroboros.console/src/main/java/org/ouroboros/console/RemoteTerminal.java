// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.ouroboros.console.wire.Frame;

/**
 * The terminal of an attached shell: a line discipline over frames.
 *
 * <p>What is typed ahead waits in a bounded queue, so that Ctrl-C passes it. What does not fit is dropped.
 */
final class RemoteTerminal extends LineDisciplineTerminal {
    private static final int MAX_TYPED_AHEAD = 256;
    private static final Size USUAL = new Size(80, 24);

    private final BlockingQueue<ByteBuffer> typed = new ArrayBlockingQueue<>(MAX_TYPED_AHEAD);
    private final Thread typing =
            Thread.ofVirtual().name("ouroboros-shell-type").unstarted(this::handOn);

    RemoteTerminal(String type, OutputStream out) throws IOException {
        super("attached", type, out, StandardCharsets.UTF_8, SignalHandler.SIG_IGN);
    }

    /** Takes what was typed; never waits. One thread. */
    void type(ByteBuffer bytes) {
        if (isInterrupt(bytes)) {
            interrupt();
        } else {
            typed.offer(bytes);
        }
    }

    /** As Ctrl-C, which also discards what was typed ahead. */
    void interrupt() {
        typed.clear();
        raise(Signal.INT);
        writer().flush(); // the echo
    }

    /** Whether it holds the key that interrupts, while it does. */
    private boolean isInterrupt(ByteBuffer bytes) {
        if (attributes.getLocalFlag(LocalFlag.ISIG)) {
            for (int at = bytes.position(); at < bytes.limit(); at++) {
                if (bytes.get(at) == attributes.getControlChar(ControlChar.VINTR)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Starts to hand on what is typed. */
    void start() {
        typing.start();
    }

    /** No more is typed; who reads gets the end. The terminal can still be written. */
    void endInput() {
        typing.interrupt();
        try {
            slaveInputPipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a pipe in memory", e);
        }
    }

    /** Waits for whoever reads, piece by piece. */
    private void handOn() {
        try {
            while (true) {
                ByteBuffer bytes = typed.take();
                processInputBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
        } catch (InterruptedException | IOException closed) {
            return;
        }
    }

    void resize(Frame.Extent extent) {
        setSize(extent.columns() == 0 || extent.rows() == 0 ? USUAL : new Size(extent.columns(), extent.rows()));
        raise(Signal.WINCH);
    }
}
