// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.simulation;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.HexFormat;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowListener;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.QosSpec;

/** Flow 7, to {@code srv}. What the applications here do not use, it does not have. */
abstract sealed class SimulatedFlow implements Flow permits AnsweringFlow, ScriptedFlow {
    private static final int LARGEST = 1_400;

    private volatile FlowOptions options = FlowOptions.DEFAULT;

    /** {@return a copy of what remains in a buffer, which is then empty} */
    static ByteBuffer copy(ByteBuffer message) {
        return ByteBuffer.allocate(message.remaining()).put(message).flip();
    }

    /** {@return what remains in a buffer, in hexadecimal} */
    static String hexadecimal(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Hands a message to a reader; {@return its size} */
    final int deliver(ByteBuffer message, ByteBuffer into) {
        int size = message.remaining();
        if (size > into.remaining() && !options.partialReads()) {
            throw new MessageTooLarge(into.remaining(), "flow 7: a message of " + size + " bytes");
        }
        into.put(message);
        return size;
    }

    @Override
    public final FlowOptions options() {
        return options;
    }

    @Override
    public final void options(FlowOptions newOptions) {
        options = newOptions;
    }

    @Override
    public final int id() {
        return 7;
    }

    @Override
    public final String name() {
        return "srv";
    }

    @Override
    public final byte[] peerData() {
        return new byte[0];
    }

    @Override
    public final QosSpec qos() {
        return QosSpec.RAW;
    }

    @Override
    public final int largestMessage() {
        return LARGEST;
    }

    @Override
    public final boolean tryWrite(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final int receiveQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public final int sendQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void markDown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void markUp() {
        throw new UnsupportedOperationException();
    }

    @Override
    public final void listen(FlowListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public final ByteChannel channel() {
        throw new UnsupportedOperationException();
    }
}
