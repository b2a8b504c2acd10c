// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
    private final PacketPool pool = new PacketPool(1);
    private final Packet packet = requireNonNull(pool.take());
    private final Packet other = requireNonNull(pool.take());

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 5_000 : 50);
    }

    @AfterEach
    void everyPacketIsGivenBack() {
        packet.release();
        other.release();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void aNewPacketIsEmptyWithRoomForTheLargestPayloadAndItsTrailers() {
        assertEquals(PacketPool.SLOT_BYTES, packet.headroom() + packet.length() + packet.tailroom());
        assertEquals(PacketPool.HEADROOM, packet.headroom());
        assertEquals(0, packet.length());
        assertEquals(PacketPool.LARGEST_PAYLOAD + PacketPool.TAILROOM, packet.tailroom());
    }

    @Test
    void headersAreMadeAndTakenOffInFrontAndTrailersBehind() {
        packet.pushHeader(PacketPool.HEADROOM);
        int start = packet.offset();
        packet.append(packet.tailroom());
        assertEquals(PacketPool.SLOT_BYTES, packet.length());
        packet.popHeader(8);
        packet.trim(40);
        assertEquals(start + 8, packet.offset());
        assertEquals(PacketPool.SLOT_BYTES - 48, packet.length());
        assertEquals(8, packet.headroom());
        assertEquals(40, packet.tailroom());
        packet.popHeader(packet.length());
        assertEquals(0, packet.length());
    }

    @Test
    void aViewEndsWithinTheSlot() {
        packet.append(100);
        int front = -packet.headroom();
        int room = 100 + packet.tailroom();
        assertEquals(PacketPool.SLOT_BYTES, packet.view(front, room - front).remaining());
        assertThrows(IndexOutOfBoundsException.class, () -> packet.view(front - 1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.view(0, room + 1));
    }

    @Test
    void aClearedPacketIsAsNew() {
        packet.append(100);
        packet.pushHeader(20);
        packet.popHeader(30);
        packet.clear();
        new Model().check(packet);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 2_049, Integer.MAX_VALUE})
    void whatDoesNotFitIsRefusedAndChangesNothing(int bytes) {
        packet.append(100);
        refused(packet::pushHeader, bytes);
        refused(packet::popHeader, bytes);
        refused(packet::append, bytes);
        refused(packet::trim, bytes);
    }

    @Test
    void oneByteTooManyIsRefusedAndChangesNothing() {
        packet.append(100);
        refused(packet::pushHeader, packet.headroom() + 1);
        refused(packet::popHeader, 101);
        refused(packet::append, packet.tailroom() + 1);
        refused(packet::trim, 101);
        ByteBuffer source = ByteBuffer.allocate(packet.tailroom() + 1);
        refused(ignored -> packet.put(source), 0);
        assertEquals(0, source.position());
        other.append(packet.tailroom() + 1);
        refused(ignored -> packet.copyOf(other), 0);
    }

    private void refused(IntConsumer change, int bytes) {
        int offset = packet.offset();
        int length = packet.length();
        assertThrows(IllegalArgumentException.class, () -> change.accept(bytes));
        assertEquals(offset, packet.offset());
        assertEquals(length, packet.length());
    }

    /** A packet as it should be: what is in it, and the room in front of it. */
    private static final class Model {
        private byte[] content = new byte[0];
        private int headroom = PacketPool.HEADROOM;

        void prepend(byte[] header) {
            append(header, content);
            headroom -= header.length;
        }

        void append(byte[] trailer) {
            append(content, trailer);
        }

        private void append(byte[] front, byte[] back) {
            content = Arrays.copyOf(front, front.length + back.length);
            System.arraycopy(back, 0, content, front.length, back.length);
        }

        byte[] takeFront(int bytes) {
            byte[] front = Arrays.copyOf(content, bytes);
            content = Arrays.copyOfRange(content, bytes, content.length);
            headroom += bytes;
            return front;
        }

        void trim(int bytes) {
            content = Arrays.copyOf(content, content.length - bytes);
        }

        void check(Packet packet) {
            assertEquals(headroom, packet.headroom());
            assertEquals(content.length, packet.length());
            assertEquals(PacketPool.SLOT_BYTES - headroom - content.length, packet.tailroom());
            MemorySegment bytes = packet.segment().asSlice(packet.offset(), packet.length());
            assertArrayEquals(content, bytes.toArray(JAVA_BYTE));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void behavesAsArraysOfBytesDo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemorySegment slot = packet.segment();
        Model model = new Model();
        Model otherModel = new Model();
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    byte[] header = bytes(random, packet.headroom());
                    packet.pushHeader(header.length);
                    MemorySegment.copy(header, 0, slot, JAVA_BYTE, packet.offset(), header.length);
                    model.prepend(header);
                }
                case 1 -> {
                    int count = random.nextInt(packet.length() + 1);
                    packet.popHeader(count);
                    model.takeFront(count);
                }
                case 2 -> {
                    byte[] trailer = bytes(random, packet.tailroom());
                    packet.append(trailer.length);
                    int at = packet.offset() + packet.length() - trailer.length;
                    MemorySegment.copy(trailer, 0, slot, JAVA_BYTE, at, trailer.length);
                    model.append(trailer);
                }
                case 3 -> {
                    int count = random.nextInt(packet.length() + 1);
                    packet.trim(count);
                    model.trim(count);
                }
                case 4 -> {
                    byte[] payload = bytes(random, packet.tailroom());
                    ByteBuffer source =
                            buffer(random, payload.length).put(payload).flip();
                    source.position(random.nextInt(payload.length + 1));
                    model.append(Arrays.copyOfRange(payload, source.position(), payload.length));
                    packet.put(source);
                    assertEquals(source.limit(), source.position());
                }
                case 5 -> {
                    ByteBuffer target = buffer(random, random.nextInt(300));
                    target.position(random.nextInt(target.limit() + 1));
                    int from = target.position();
                    byte[] expected = model.takeFront(Math.min(packet.length(), target.remaining()));
                    assertEquals(expected.length, packet.get(target));
                    assertEquals(from + expected.length, target.position());
                    byte[] got = new byte[expected.length];
                    target.get(from, got);
                    assertArrayEquals(expected, got);
                }
                case 6 -> {
                    byte[] payload = bytes(random, Math.min(300, other.tailroom()));
                    other.put(ByteBuffer.wrap(payload));
                    otherModel.append(payload);
                    int gone = random.nextInt(other.length() + 1);
                    other.popHeader(gone);
                    otherModel.takeFront(gone);
                }
                default -> {
                    if (other.length() <= packet.tailroom()) {
                        packet.copyOf(other);
                        model.append(otherModel.content);
                    }
                }
            }
            model.check(packet);
            otherModel.check(other);
            assertSame(slot, packet.segment());
        }
    }

    private static byte[] bytes(SplittableRandom random, int most) {
        byte[] bytes = new byte[random.nextInt(Math.min(most, 200) + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer buffer(SplittableRandom random, int bytes) {
        return random.nextBoolean() ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    }
}
