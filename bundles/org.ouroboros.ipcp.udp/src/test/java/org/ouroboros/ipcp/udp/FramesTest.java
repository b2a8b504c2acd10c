// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.ipcp.udp.Frames.Management;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

class FramesTest {
    private static final int INPUTS = Boolean.getBoolean("ouroboros.soak") ? 10_000_000 : 100_000;
    private static final NameHash OPING = NameHash.of("udp.oping", HashAlgorithm.MD5);

    private final PacketPool pool = new PacketPool(1 << 20);

    @AfterEach
    void everyPacketIsBackInThePool() {
        assertEquals(0, pool.outstanding());
    }

    @ParameterizedTest
    @CsvSource({
        "udp4-flow-req-raw, false, 35753839afea8e097aa931fe009a943918ea4da394468488000000000000000000000000",
        "udp4-flow-req-best, true, 82a7021ab842004e69f8cbb22a6d4a5818ea4da3f4e3e8be000000000000000000000000",
        "udp6-flow-req, false, 13b6af380368c501d9a9d657a9c277d318ea4da5095b1355000000000000000000000000"
    })
    void requestsOfThePrototypeSayWhatTheyAreStatedToSay(String vector, boolean inOrder, String oap) {
        FlowRequest request = assertInstanceOf(FlowRequest.class, read(vector));
        assertEquals(0x40, request.sourceEid());
        assertEquals(inOrder ? QosSpec.BEST_EFFORT : QosSpec.RAW, request.qos());
        assertEquals(OPING, request.destination());
        assertArrayEquals(HexFormat.of().parseHex(oap), request.oap());
    }

    @ParameterizedTest
    @CsvSource({
        "udp4-flow-reply-ok, 0x40, 0x40, 0, 84",
        "udp4-flow-reply-eid41, 0x40, 0x41, 0, 84",
        "udp4-flow-reply-reject, 0x1234, 0x42, -1009, 0"
    })
    void repliesOfThePrototypeSayWhatTheyAreStatedToSay(
            String vector, int sourceEid, int destinationEid, int response, int oapBytes) {
        FlowReply reply = assertInstanceOf(FlowReply.class, read(vector));
        assertEquals(sourceEid, reply.sourceEid());
        assertEquals(destinationEid, reply.destinationEid());
        assertEquals(response, reply.response());
        byte[] bytes = Vectors.read(vector);
        assertArrayEquals(Arrays.copyOfRange(bytes, bytes.length - oapBytes, bytes.length), reply.oap());
    }

    @ParameterizedTest
    @CsvSource({"udp4-data-raw, 0x40, 64", "udp4-keepalive, 0x41, 0"})
    void dataFramesOfThePrototypeBeginWithTheReceiversEid(String vector, int eid, int payload) {
        byte[] bytes = Vectors.read(vector);
        assertEquals(payload + Frames.EID_BYTES, bytes.length);
        assertEquals(eid, Frames.eid(MemorySegment.ofArray(bytes), 0));
        Packet packet = Objects.requireNonNull(pool.take());
        packet.append(payload);
        MemorySegment.copy(bytes, Frames.EID_BYTES, packet.segment(), JAVA_BYTE, packet.offset(), payload);
        Frames.pushEid(packet, eid);
        assertArrayEquals(bytes, bytes(packet));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "udp4-flow-req-raw",
                "udp4-flow-req-best",
                "udp6-flow-req",
                "udp4-flow-reply-ok",
                "udp4-flow-reply-eid41",
                "udp4-flow-reply-reject"
            })
    void messagesOfThePrototypeAreWrittenAsTheyWereRead(String vector) {
        assertArrayEquals(Vectors.read(vector), written(read(vector)));
    }

    @Test
    void messagesOfEveryLengthAreReadAsTheyWereWritten() {
        QosSpec qos = new QosSpec(0xFFFF_FFFEL, -2L, 255, 7, 0, true, 0x8000_0001L, 0x7FFF_FFFF);
        for (int length = 0; length <= FlowReply.LONGEST_OAP; length++) {
            byte[] oap = new byte[length];
            Arrays.fill(oap, (byte) length);
            FlowReply reply = assertInstanceOf(FlowReply.class, rewritten(new FlowReply(-1, 1 << 31, -1009, oap)));
            assertEquals(-1, reply.sourceEid());
            assertEquals(1 << 31, reply.destinationEid());
            assertEquals(-1009, reply.response());
            assertArrayEquals(oap, reply.oap());
            if (length <= FlowRequest.LONGEST_OAP) {
                FlowRequest request =
                        assertInstanceOf(FlowRequest.class, rewritten(new FlowRequest(-2, qos, OPING, oap)));
                assertEquals(-2, request.sourceEid());
                assertEquals(qos, request.qos());
                assertEquals(OPING, request.destination());
                assertArrayEquals(oap, request.oap());
            }
        }
    }

    @Test
    void aFrameThatIsCutSaysNothingOrLess() {
        byte[] request = Vectors.read("udp4-flow-req-raw");
        byte[] reply = Vectors.read("udp4-flow-reply-ok");
        for (int length = 0; length < request.length; length++) {
            assertEquals(
                    length >= Frames.HEADER_BYTES + Frames.HASH_BYTES,
                    readCut(request, length).isPresent());
        }
        for (int length = 0; length < reply.length; length++) {
            assertEquals(length >= Frames.HEADER_BYTES, readCut(reply, length).isPresent());
        }
    }

    @Test
    void hostileFramesAreReadOrSayNothing() {
        SplittableRandom random = new SplittableRandom(4);
        int understood = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = hostile(random);
            // as much memory as the frame has: reading beyond it would throw
            Optional<Management> message = Frames.read(MemorySegment.ofArray(input), 0, input.length);
            understood += message.isPresent() ? 1 : 0;
            message.ifPresent(Objects::requireNonNull);
        }
        assertTrue(understood > INPUTS / 20, understood + " of " + INPUTS);
    }

    private static byte[] hostile(SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(Frames.LONGEST_MANAGEMENT + 100)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = Vectors.read(Vectors.ALL.get(random.nextInt(6)));
        for (int flips = random.nextInt(5); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Arrays.copyOf(bytes, random.nextInt(3) == 0 ? random.nextInt(bytes.length + 40) : bytes.length);
    }

    private static Management read(String vector) {
        byte[] bytes = Vectors.read(vector);
        return readCut(bytes, bytes.length).orElseThrow();
    }

    private static Optional<Management> readCut(byte[] bytes, int length) {
        return Frames.read(MemorySegment.ofArray(Arrays.copyOf(bytes, length)), 0, length);
    }

    private Management rewritten(Management message) {
        byte[] bytes = written(message);
        return readCut(bytes, bytes.length).orElseThrow();
    }

    private byte[] written(Management message) {
        Packet packet = Objects.requireNonNull(pool.take());
        // what lay there before must not show
        packet.segment()
                .asSlice(packet.offset() - packet.headroom(), PacketPool.SLOT_BYTES)
                .fill((byte) 0x5A);
        Frames.write(packet, message);
        return bytes(packet);
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(JAVA_BYTE);
        packet.release();
        return bytes;
    }
}
