// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;

/** One end of a flow whose peer is code of the test: it takes what is written, and decides what is read, and when. Thread-safe. */
public final class AnsweringFlow extends SimulatedFlow {
    private final BiConsumer<AnsweringFlow, ByteBuffer> peer;
    private final Deque<ByteBuffer> arrived = new ArrayDeque<>();
    private @Nullable FlowDown down;
    private boolean silent;
    private boolean readerWaits;

    /**
     * An open flow.
     *
     * @param peer is handed each message, on the thread that writes it
     */
    public AnsweringFlow(BiConsumer<AnsweringFlow, ByteBuffer> peer) {
        this.peer = peer;
    }

    /**
     * Shows a message.
     *
     * @param message the message
     * @return its remaining bytes, in hexadecimal
     */
    public static String hex(ByteBuffer message) {
        return SimulatedFlow.hexadecimal(message);
    }

    /**
     * Has a message arrive.
     *
     * @param message the message
     */
    public synchronized void arrive(ByteBuffer message) {
        arrived.add(copy(message.duplicate()));
        notifyAll();
    }

    /** Has reads that find nothing time out from now on. */
    public synchronized void timeOut() {
        silent = true;
        notifyAll();
    }

    /**
     * Takes the flow down.
     *
     * @param state the state that it is in from now on, unless it was down before
     * @param reason what readers and writers are told
     */
    public synchronized void goDown(FlowState state, String reason) {
        if (down == null) {
            down = new FlowDown(state, reason);
            notifyAll();
        }
    }

    /**
     * Waits until everything that arrived was read and a reader waits for more; for ever, if none will.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public synchronized void awaitReader() throws InterruptedException {
        while (!readerWaits || !arrived.isEmpty() || silent || down != null) {
            wait();
        }
    }

    @Override
    public synchronized int read(ByteBuffer into) throws InterruptedException {
        while (arrived.isEmpty()) {
            checkUp();
            if (silent) {
                throw new FlowTimedOut("flow 7: no message came");
            }
            readerWaits = true;
            notifyAll();
            wait();
        }
        return take(into);
    }

    @Override
    public synchronized int tryRead(ByteBuffer into) {
        if (arrived.isEmpty()) {
            checkUp();
            return Flow.WOULD_BLOCK;
        }
        return take(into);
    }

    private int take(ByteBuffer into) {
        readerWaits = false;
        return deliver(arrived.remove(), into);
    }

    private void checkUp() {
        if (down != null) {
            throw down;
        }
    }

    @Override
    public void write(ByteBuffer message) {
        synchronized (this) {
            checkUp();
        }
        peer.accept(this, copy(message));
    }

    @Override
    public synchronized FlowState state() {
        return down == null ? FlowState.UP : down.state();
    }

    @Override
    public void deallocate() {
        goDown(FlowState.DEALLOCATED, "flow 7 was deallocated");
    }
}
