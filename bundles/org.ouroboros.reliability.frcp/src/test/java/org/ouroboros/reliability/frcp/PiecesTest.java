// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.reliability.frcp.FrcpFormat.DATA;
import static org.ouroboros.reliability.frcp.FrcpFormat.DRF;
import static org.ouroboros.reliability.frcp.FrcpFormat.FIRST;
import static org.ouroboros.reliability.frcp.FrcpFormat.MORE;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.QosSpec;

/** Messages that are larger than a packet of the layer, between members of this implementation. */
class PiecesTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int PIECE = 1_500 - FrcpFormat.HEADER;
    private static final int THERE = 0x9000_0000;

    private final Bench bench = new Bench(1, 256);

    static LongStream seeds() {
        return LongStream.range(0, SOAK ? 1_000 : 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void messagesOfEverySizeArriveOnceAndInOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench other = new Bench(seed, 16 << random.nextInt(5)).ours();
        Link link = new Link(other.loop, other.pool, seed, Link.Terms.BAD);
        Bench.Ends ends = other.connect(link, Bench.RELIABLE);
        int size = random.nextInt(Long.BYTES, ends.client().largestMessage() + 1);
        Traffic traffic = new Traffic(other.loop, ends.client(), ends.server(), 300, size, false).start();
        assertTrue(other.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ends.deallocate();
        other.finish();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void inOrderTheyArriveWholeOrNotAtAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench other = new Bench(seed, 256).ours();
        Link link = new Link(other.loop, other.pool, seed, new Link.Terms(1_000_000, 0.02, 0.03, 0.02, 0));
        Bench.Ends ends = other.connect(link, Bench.ORDERED);
        int size = random.nextInt(Long.BYTES, 6 * PIECE);
        Traffic traffic = new Traffic(other.loop, ends.client(), ends.server(), 300, size, true).start();
        assertTrue(other.loop.runUntil(() -> traffic.written() == 300), "stalled at " + traffic.written());
        other.loop.runFor(Duration.ofSeconds(1));
        traffic.stop();
        assertTrue(traffic.received() > 50, traffic.received() + " messages of " + size + " bytes");
        ends.deallocate();
        other.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsTooLargeIsRefusedWithTheLargestSize(boolean ours) {
        if (ours) {
            bench.ours();
        }
        Link link = new Link(bench.loop, bench.pool, 1, Link.Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        int largest = ours ? Pieces.MOST * PIECE : PIECE;
        assertEquals(largest, ends.client().largestMessage());
        MessageTooLarge refused =
                assertThrows(MessageTooLarge.class, () -> ends.client().tryWrite(ByteBuffer.allocate(largest + 1)));
        assertTrue(String.valueOf(refused.getMessage()).contains("larger than " + largest), refused.toString());
        assertTrue(ends.client().tryWrite(ByteBuffer.allocate(largest)));
        bench.loop.runFor(Duration.ofMillis(10));
        ByteBuffer read = ByteBuffer.allocate(largest);
        assertEquals(largest, ends.server().tryRead(read));
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aReaderMayTakeALargeMessageInBitsOfAnySize() {
        bench.ours();
        Link link = new Link(bench.loop, bench.pool, 1, Link.Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        int size = 5 * PIECE + 17;
        for (int bit : new int[] {1, 7, PIECE, PIECE + 1, 2 * PIECE, size, size + 1}) {
            byte[] message = new byte[size];
            bench.loop.random().nextBytes(message);
            assertTrue(ends.client().tryWrite(ByteBuffer.wrap(message)));
            bench.loop.runFor(Duration.ofMillis(10));
            ByteBuffer read = ByteBuffer.allocate(size + bit);
            int count = bit;
            while (count == bit) {
                count = ends.server().tryRead(read.slice(read.position(), bit));
                read.position(read.position() + count);
            }
            assertEquals(ByteBuffer.wrap(message), read.flip());
        }
        ends.deallocate();
        bench.finish();
    }

    @Test
    void everyPacketSaysWhereItBelongs() {
        Peer peer = new Peer(bench.ours(), Bench.RELIABLE);
        peer.write("single");
        assertEquals(DATA | DRF | FIRST, peer.latest().flags());
        peer.endpoint().deallocate();
        peer.say(FrcpFormat.ACK, 0, 0, peer.latest().seqno() + 1, "");
        bench.finish();
    }

    @Test
    void aMessageIsHeldUntilItIsWhole() {
        Peer peer = new Peer(bench.ours(), Bench.RELIABLE);
        peer.say(DATA | DRF | FIRST | MORE, 0, THERE, 0, "one ");
        peer.say(DATA, 0, THERE + 2, 0, "three");
        assertEquals(List.of(), peer.delivered);
        peer.say(DATA | MORE, 0, THERE + 1, 0, "two ");
        assertEquals(1, peer.delivered.size());
        peer.endpoint().deallocate();
        bench.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageWithoutEndIsNotGathered(boolean reliable) {
        QosSpec qos = reliable ? Bench.RELIABLE : Bench.ORDERED;
        Peer peer = new Peer(bench.ours(), qos);
        peer.say(DATA | DRF | FIRST | MORE, 0, THERE, 0, "x");
        for (int i = 1; i < 100 && peer.down.isEmpty(); i++) {
            peer.say(DATA | MORE, 0, THERE + i, 0, "x");
        }
        assertEquals(List.of(), peer.delivered);
        assertEquals(reliable, peer.down.contains("more than 16 packets"));
        assertTrue(bench.pool.outstanding() <= 2 * Pieces.MOST);
        peer.endpoint().deallocate();
        bench.finish();
    }
}
