// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowOptions;

/** What clients say to servers. */
final class Messages {
    private static final int PING_BYTES = 64;
    private static final int REQUEST = 0;
    private static final int REPLY = 1;

    private Messages() {}

    static void send(Flow flow, String text) throws InterruptedException {
        flow.write(StandardCharsets.UTF_8.encode(text));
    }

    /** The next message, which must come in time. */
    static String receive(Flow flow) throws InterruptedException {
        return StandardCharsets.UTF_8.decode(receiveBytes(flow)).toString();
    }

    /** One round trip to a ping server (end-to-end specification, section 7.1). */
    static void ping(Flow flow, int id) throws InterruptedException {
        flow.write(ByteBuffer.allocate(PING_BYTES).putInt(0, REQUEST).putInt(4, id));
        ByteBuffer reply = receiveBytes(flow);
        assertEquals(PING_BYTES, reply.remaining());
        assertEquals(REPLY, reply.getInt(0));
        assertEquals(id, reply.getInt(4));
    }

    private static ByteBuffer receiveBytes(Flow flow) throws InterruptedException {
        flow.options(FlowOptions.DEFAULT.withPartialReads(false).withReadTimeout(Eventually.LIMIT));
        ByteBuffer message = ByteBuffer.allocate(flow.largestMessage());
        flow.read(message);
        return message.flip();
    }
}
