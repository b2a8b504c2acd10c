// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One end of a packet channel between two processes.
 *
 * <p>A flow carries messages of 1..{@link #largestMessage()} bytes and keeps their boundaries. Any thread may call any
 * method; concurrent readers take turns, and so do concurrent writers. The process that holds a flow
 * {@linkplain #deallocate() deallocates} it; flows of a bundle that stops are deallocated for it.
 */
@ProviderType
public interface Flow extends AutoCloseable {
    /** What {@link #tryRead} returns when there is nothing to read. */
    int WOULD_BLOCK = -1;

    /** {@return the number of this end, unique in its system while it is allocated, from 1} */
    int id();

    /** {@return the name the flow was allocated to, on both sides} */
    String name();

    /** {@return the QoS of the flow, as the allocating side asked for it} */
    QosSpec qos();

    /**
     * {@return what the application of the peer said while the flow was allocated: to a server what the client said, to a client what the
     * server answered; empty for nothing} A copy.
     */
    byte[] peerData();

    /** {@return the state of the flow at this moment} */
    FlowState state();

    /** {@return the largest message that can be written, in bytes} */
    int largestMessage();

    /**
     * Reads from the current message, waiting for one if need be.
     *
     * <p>With partial reads, a message longer than the room in {@code into} comes in pieces: a result smaller than the room
     * ends the message; a result equal to the room is followed by another read, which returns 0 if the message ended
     * there. Without partial reads every result is one whole message, or the rest of one that was begun before they were
     * turned off, and 0 is never returned.
     *
     * @param into receives the bytes, at least one; its position advances by the result
     * @return number of bytes read
     * @throws FlowDown if nothing is left to read and the flow is not {@link FlowState#UP}
     * @throws FlowTimedOut if nothing came within {@link FlowOptions#readTimeout()}
     * @throws MessageTooLarge if partial reads are off and the message is longer than the room; the message is discarded
     * @throws IllegalArgumentException if {@code into} has no room
     * @throws IllegalStateException if the flow is {@link FlowOptions.Access#WRITE_ONLY}, or if a thread that holds the loop of
     *     a layer, such as that of a listener, would have to wait
     * @throws InterruptedException if the thread was interrupted while waiting; nothing was read
     */
    int read(ByteBuffer into) throws InterruptedException;

    /**
     * Reads as {@link #read} does, but never waits.
     *
     * @param into receives the bytes; its position advances by the result
     * @return number of bytes read, or {@link #WOULD_BLOCK}
     * @throws FlowDown as {@link #read}
     * @throws MessageTooLarge as {@link #read}
     */
    int tryRead(ByteBuffer into);

    /**
     * Writes one message, waiting for room if need be.
     *
     * @param message its remaining bytes are the message; its position advances to its limit. An empty message is a sign
     *     of life that the peer's application never sees
     * @throws FlowDown if the flow is not {@link FlowState#UP}
     * @throws FlowTimedOut if there was no room within {@link FlowOptions#writeTimeout()}
     * @throws MessageTooLarge if the message is longer than {@link #largestMessage()}
     * @throws IllegalStateException if the flow is {@link FlowOptions.Access#READ_ONLY}, or if a thread that holds the loop of
     *     a layer, such as that of a listener, would have to wait
     * @throws InterruptedException if the thread was interrupted while waiting; nothing was written
     */
    void write(ByteBuffer message) throws InterruptedException;

    /**
     * Writes as {@link #write} does, but never waits.
     *
     * @param message its remaining bytes are the message; its position advances only if it was written
     * @return whether it was written; {@code false} means that there was no room
     * @throws FlowDown as {@link #write}
     * @throws MessageTooLarge as {@link #write}
     */
    boolean tryWrite(ByteBuffer message);

    /** {@return the options in force} */
    FlowOptions options();

    /**
     * Changes how reads and writes behave, from the next call on.
     *
     * @param options the new options
     */
    void options(FlowOptions options);

    /** {@return number of messages that have arrived and were not read} */
    int receiveQueueLength();

    /** {@return number of messages that were written and have not been taken by the layer or the peer} */
    int sendQueueLength();

    /**
     * Marks the flow down: reads and writes fail with {@link FlowDown} at this end, and the process at the other side of
     * the flow is told where the layer can carry that. No effect on a flow that is not up.
     */
    void markDown();

    /** Takes back {@link #markDown()}. No effect on a flow that this end did not mark down. */
    void markUp();

    /**
     * Has events told as they happen. If messages are waiting, one {@link FlowEvent.Kind#PACKET} is told at once for each; what
     * happened to the flow before shows in {@link #state()}.
     *
     * @param listener takes the events from now on, in place of an earlier listener
     * @throws IllegalStateException if the flow is in a {@link FlowSet}
     */
    void listen(FlowListener listener);

    /**
     * Shows the flow as a byte channel, for code that reads and writes streams.
     *
     * <p>A read returns bytes of one message at a time, and -1 when the flow is no longer up and everything was read; a
     * write sends one message of at most {@link #largestMessage()} bytes and returns how much it took. Closing the channel
     * deallocates the flow, and so does an interrupt of a thread that waits in it. Time-outs show as
     * {@link java.io.InterruptedIOException}.
     *
     * @return a view; all views of a flow share its state
     */
    ByteChannel channel();

    /**
     * Releases this end. Waiting readers and writers of this end fail with {@link FlowDown}; the other side reads what was
     * sent before and then learns of it as soon as its layer can tell. What waits to be sent, or to be acknowledged on a reliable
     * flow, is taken care of in the background for up to two minutes. Idempotent.
     */
    void deallocate();

    /** Deallocates the flow. */
    @Override
    default void close() {
        deallocate();
    }
}
