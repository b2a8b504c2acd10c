// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowException;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;

/** A flow as a channel of bytes. As with every channel, a thread that is interrupted while it waits closes it. */
final class FlowByteChannel implements ByteChannel {
    private final Flow flow;

    FlowByteChannel(Flow flow) {
        this.flow = flow;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        try {
            int count = flow.read(target);
            while (count == 0) { // the end of a message is no news here
                count = flow.read(target);
            }
            return count;
        } catch (FlowDown down) {
            if (down.state() == FlowState.DEALLOCATED) {
                throw (ClosedChannelException) new ClosedChannelException().initCause(down);
            }
            return -1;
        } catch (InterruptedException interrupted) {
            throw closedByInterrupt();
        } catch (FlowException failure) {
            throw asIoException(failure);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        checkOpen();
        int size = Math.min(source.remaining(), flow.largestMessage());
        if (size == 0) {
            return 0;
        }
        ByteBuffer message = source.slice(source.position(), size);
        try {
            flow.write(message);
        } catch (InterruptedException interrupted) {
            throw closedByInterrupt();
        } catch (FlowException failure) {
            throw asIoException(failure);
        }
        source.position(source.position() + size);
        return size;
    }

    @Override
    public boolean isOpen() {
        return flow.state() != FlowState.DEALLOCATED;
    }

    @Override
    public void close() {
        flow.deallocate();
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private ClosedByInterruptException closedByInterrupt() {
        flow.deallocate();
        Thread.currentThread().interrupt();
        return new ClosedByInterruptException();
    }

    private static IOException asIoException(FlowException failure) {
        return failure instanceof FlowTimedOut
                ? (InterruptedIOException) new InterruptedIOException(failure.getMessage()).initCause(failure)
                : new IOException(failure.getMessage(), failure);
    }
}
