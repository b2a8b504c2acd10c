// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowException;
import org.ouroboros.api.FlowListener;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.QosSpec;

/** One end of a flow whose peer is code of the test: it takes what is written, and decides what is read, and when. */
final class QueueFlow implements Flow {
    private final BiConsumer<QueueFlow, ByteBuffer> peer;
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private @Nullable FlowException timeOut;
    private @Nullable FlowDown down;
    private boolean readerWaits;
    private FlowOptions options = FlowOptions.DEFAULT;

    /** A flow whose peer is handed each message, on the thread that writes it. */
    QueueFlow(BiConsumer<QueueFlow, ByteBuffer> peer) {
        this.peer = peer;
    }

    /** Has a message arrive. */
    synchronized void arrive(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        arrived.add(bytes);
        notifyAll();
    }

    /** Has the next read that finds nothing time out. */
    synchronized void timeOut() {
        timeOut = new FlowTimedOut("flow 7: nothing read for 3 s");
        notifyAll();
    }

    /** Takes the flow down. */
    synchronized void goDown(FlowState state, String reason) {
        if (down == null) {
            down = new FlowDown(state, reason);
            notifyAll();
        }
    }

    /** Waits until everything that arrived was read and the reader waits for more. */
    synchronized void awaitReader() throws InterruptedException {
        while (!readerWaits || !arrived.isEmpty() || timeOut != null || down != null) {
            wait();
        }
    }

    @Override
    public synchronized int read(ByteBuffer into) throws InterruptedException {
        while (arrived.isEmpty()) {
            if (down != null) {
                throw down;
            }
            if (timeOut != null) {
                throw timeOut;
            }
            readerWaits = true;
            notifyAll();
            wait();
        }
        readerWaits = false;
        byte[] message = arrived.remove();
        if (message.length > into.remaining()) {
            throw new MessageTooLarge(into.remaining(), "a message of " + message.length + " bytes");
        }
        into.put(message);
        return message.length;
    }

    @Override
    public void write(ByteBuffer message) {
        synchronized (this) {
            if (down != null) {
                throw down;
            }
        }
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
        peer.accept(this, copy);
    }

    @Override
    public synchronized FlowState state() {
        return down == null ? FlowState.UP : down.state();
    }

    @Override
    public synchronized FlowOptions options() {
        return options;
    }

    @Override
    public synchronized void options(FlowOptions newOptions) {
        options = newOptions;
    }

    @Override
    public int largestMessage() {
        return 1_400;
    }

    @Override
    public void deallocate() {
        goDown(FlowState.DEALLOCATED, "flow 7 was deallocated");
    }

    @Override
    public int id() {
        return 7;
    }

    @Override
    public String name() {
        return "srv";
    }

    @Override
    public QosSpec qos() {
        return QosSpec.RAW;
    }

    @Override
    public int tryRead(ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryWrite(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int receiveQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void markDown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void markUp() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void listen(FlowListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteChannel channel() {
        throw new UnsupportedOperationException();
    }
}
