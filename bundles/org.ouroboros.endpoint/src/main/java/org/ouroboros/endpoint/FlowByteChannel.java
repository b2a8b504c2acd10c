// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowException;
import org.ouroboros.api.FlowOptions.Access;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;

/** A flow as a channel of bytes. As with the channels of the JDK, a thread that is interrupted while it waits closes it. */
final class FlowByteChannel implements ByteChannel {
    private final ApplicationFlow flow;

    FlowByteChannel(ApplicationFlow flow) {
        this.flow = flow;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (flow.options().access() == Access.WRITE_ONLY) {
            throw new NonReadableChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        try {
            int count = flow.readPiece(target);
            while (count == 0) { // the end of a message is no news here
                count = flow.readPiece(target);
            }
            return count;
        } catch (FlowDown down) {
            if (down.state() == FlowState.DEALLOCATED) {
                throw closedMeanwhile(down);
            }
            return -1;
        } catch (InterruptedException interrupted) {
            throw closedByInterrupt(interrupted);
        } catch (FlowException failure) {
            throw asIoException(failure);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        checkOpen();
        if (flow.options().access() == Access.READ_ONLY) {
            throw new NonWritableChannelException();
        }
        int size = Math.min(source.remaining(), flow.largestMessage());
        if (size == 0) {
            return 0;
        }
        int limit = source.limit();
        source.limit(source.position() + size);
        try {
            flow.write(source);
            return size;
        } catch (InterruptedException interrupted) {
            throw closedByInterrupt(interrupted);
        } catch (FlowException failure) {
            throw asIoException(failure);
        } finally {
            source.limit(limit);
        }
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

    private IOException closedByInterrupt(InterruptedException interrupted) {
        flow.deallocate();
        Thread.currentThread().interrupt();
        return caused(new ClosedByInterruptException(), interrupted);
    }

    private static IOException closedMeanwhile(FlowDown down) {
        return caused(new AsynchronousCloseException(), down);
    }

    private static IOException asIoException(FlowException failure) {
        return switch (failure) {
            case FlowDown down when down.state() == FlowState.DEALLOCATED -> closedMeanwhile(down);
            case FlowTimedOut late -> caused(new InterruptedIOException(late.getMessage()), late);
            default -> new IOException(failure.getMessage(), failure);
        };
    }

    private static IOException caused(IOException exception, Exception cause) {
        exception.initCause(cause);
        return exception;
    }
}
