// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.ofSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.endpoint.Waiting.Worker;

/** A flow as a byte channel, for code that knows streams. */
class FlowByteChannelTest {
    private final RealSystem system = new RealSystem(16);
    private final SimulatedSystem.Ends ends = system.direct();
    private final ByteChannel client = ends.client().channel();
    private final ByteChannel server = ends.server().channel();

    @AfterEach
    void nothingIsLeftOver() {
        ends.deallocate();
        system.awaitAllReturned();
        system.close();
    }

    @Test
    void bytesOfAStreamArriveInOrderHoweverTheyAreCut() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        Worker<Integer> writer = Worker.start(() -> {
            try (OutputStream out = Channels.newOutputStream(client)) {
                out.write(bytes);
            }
            return bytes.length;
        });
        try (InputStream in = Channels.newInputStream(server)) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
        assertEquals(bytes.length, writer.result());
        assertEquals(FlowState.DEALLOCATED, ends.client().state());
    }

    @Test
    void aReadTakesBytesOfOneMessageAndNeverNone() throws IOException {
        client.write(message("abcd"));
        client.write(message("ef"));
        ByteBuffer into = ofSize(4);
        assertEquals(4, server.read(into));
        assertEquals(0, server.read(into)); // no room
        assertEquals(2, server.read(into.clear())); // the end of the first message is passed over
    }

    @Test
    void aReadComesInPiecesWhateverTheOptionsOfTheFlowSay() throws IOException {
        ends.server().options(FlowOptions.DEFAULT.withPartialReads(false));
        client.write(message("abcdef"));
        assertEquals(4, server.read(ofSize(4)));
        assertEquals(2, server.read(ofSize(4)));
    }

    @Test
    void aWriteTakesAtMostOneMessage() throws IOException {
        int largest = ends.client().largestMessage();
        ByteBuffer source = ofSize(largest + 10);
        assertEquals(largest, client.write(source));
        assertEquals(10, source.remaining());
        assertEquals(largest + 10, source.limit());
        assertEquals(10, client.write(source));
        assertEquals(0, client.write(source));
    }

    @Test
    void aWriteThatFailsTakesNothing() {
        ends.client().options(FlowOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(20)));
        ByteBuffer source = ofSize(10);
        assertInstanceOf(
                InterruptedIOException.class,
                Worker.start(() -> {
                            while (true) {
                                client.write(source.clear());
                            }
                        })
                        .failure());
        assertEquals(10, source.remaining());
        assertEquals(10, source.limit());
        assertTrue(client.isOpen());
    }

    @Test
    void aReadEndsWithItsTimeout() {
        ends.server().options(FlowOptions.DEFAULT.withReadTimeout(Duration.ofMillis(20)));
        assertThrows(InterruptedIOException.class, () -> server.read(ofSize(1)));
        assertTrue(server.isOpen());
    }

    @Test
    void theEndOfTheFlowIsTheEndOfTheStream() throws IOException {
        client.write(message("x"));
        client.close();
        client.close();
        Waiting.until(() -> ends.server().state() == FlowState.PEER_DEALLOCATED, () -> "not told");
        assertEquals(1, server.read(ofSize(10)));
        assertEquals(-1, server.read(ofSize(10)));
        assertEquals(-1, server.read(ofSize(10)));
        assertTrue(server.isOpen());
        assertThrows(IOException.class, () -> server.write(message("x")));
    }

    @Test
    void aClosedChannelSaysSo() throws IOException {
        server.close();
        assertFalse(server.isOpen());
        assertEquals(FlowState.DEALLOCATED, ends.server().state());
        assertThrows(ClosedChannelException.class, () -> server.read(ofSize(1)));
        assertThrows(ClosedChannelException.class, () -> server.write(message("x")));
        assertThrows(ClosedChannelException.class, () -> ends.server().channel().read(ofSize(1)));
    }

    @Test
    void closingItFromAnotherThreadEndsReadsAndWrites() throws IOException {
        Worker<Integer> reader = Worker.start(() -> server.read(ofSize(1))).blocked();
        Worker<?> writer = Worker.start(() -> {
                    while (true) {
                        server.write(ofSize(1));
                    }
                })
                .blocked();
        server.close();
        assertInstanceOf(AsynchronousCloseException.class, reader.failure());
        assertInstanceOf(AsynchronousCloseException.class, writer.failure());
    }

    @Test
    void anInterruptClosesIt() {
        Worker<Boolean> reader = Worker.start(() -> {
                    assertThrows(ClosedByInterruptException.class, () -> server.read(ofSize(1)));
                    return Thread.interrupted();
                })
                .blocked();
        reader.interrupt();
        assertTrue(reader.result(), "the interrupt was swallowed");
        assertFalse(server.isOpen());
    }

    @Test
    void accessIsGuarded() {
        ends.client().options(FlowOptions.DEFAULT.withAccess(FlowOptions.Access.READ_ONLY));
        ends.server().options(FlowOptions.DEFAULT.withAccess(FlowOptions.Access.WRITE_ONLY));
        assertThrows(NonWritableChannelException.class, () -> client.write(message("x")));
        assertThrows(NonReadableChannelException.class, () -> server.read(ofSize(1)));
    }
}
