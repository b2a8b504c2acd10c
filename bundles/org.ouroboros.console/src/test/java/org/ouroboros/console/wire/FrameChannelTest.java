// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameChannelTest {
    private static final long SEEDS = Boolean.getBoolean("ouroboros.soak") ? 100_000 : 500;

    static Stream<Frame> frames() {
        return Stream.of(
                new Frame.Hello(1, Frame.Mode.TERMINAL, new Frame.Extent(120, 40), "", "xterm-256color"),
                new Frame.Hello(1, Frame.Mode.SCRIPT, new Frame.Extent(0, 65535), "dossier/été.gosh", "dumb"),
                new Frame.Data(Frame.Stream.INPUT, bytes("ls\r")),
                new Frame.Data(Frame.Stream.PROGRAM, ByteBuffer.allocate(FrameChannel.MAX_BYTES)),
                new Frame.End(Frame.Stream.PROGRAM),
                new Frame.Resize(new Frame.Extent(80, 24)),
                new Frame.Interrupt(),
                new Frame.Welcome(1),
                new Frame.Output(bytes("hello\n")),
                new Frame.ErrorOutput(bytes("")),
                new Frame.Want(Frame.Stream.INPUT),
                new Frame.Exit(255),
                new Frame.Dismissed("the system stops"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void whatIsSentIsReceived(Frame frame) throws IOException {
        FrameChannel peer = new FrameChannel(new Bytes(sent(frame)));
        assertEquals(frame, peer.receive());
        assertNull(peer.receive());
    }

    @Test
    void theBytesAreThoseThatAreDrawn() throws IOException {
        assertEquals(
                "01000f" + "01" + "01" + "0050" + "0018" + "03" + "612e67" + "64756d62" + "21",
                HexFormat.of()
                        .formatHex(
                                sent(new Frame.Hello(1, Frame.Mode.SCRIPT, new Frame.Extent(80, 24), "a.g", "dumb!"))));
        assertEquals("020003" + "00" + "6162", HexFormat.of().formatHex(sent(data("ab"))));
        assertEquals("140001" + "82", HexFormat.of().formatHex(sent(new Frame.Exit(130))));
    }

    @Test
    void framesThatArriveInPiecesAreFrames() throws IOException {
        List<Frame> all = frames().toList();
        FrameChannel peer = new FrameChannel(new Bytes(sent(all.toArray(Frame[]::new)), 7));
        for (Frame frame : all) {
            assertEquals(frame, peer.receive());
        }
        assertNull(peer.receive());
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameThatIsCutOffIsNone(Frame frame) throws IOException {
        byte[] bytes = sent(frame);
        for (int length = 1; length < Math.min(bytes.length, 64); length++) {
            FrameChannel peer = new FrameChannel(new Bytes(java.util.Arrays.copyOf(bytes, length)));
            assertThrows(EOFException.class, peer::receive);
        }
    }

    @Test
    void aHelloOfAnotherVersionSaysWhich() throws IOException {
        byte[] later = {1, 0, 3, 9, 77, 77};
        Frame.Hello hello = (Frame.Hello) new FrameChannel(new Bytes(later)).receive();
        assertEquals(9, hello == null ? 0 : hello.version());
    }

    @Test
    void whatIsNoFrameIsNamed() {
        assertEquals("frame of 65535 bytes; at most 8192 fit", malformed("02ffff"));
        assertEquals("frame of unknown type 99", malformed("630000"));
        assertEquals("unknown stream 2", malformed("030001" + "02"));
        assertEquals("unknown mode 7", malformed("010007" + "01" + "07" + "0000" + "0000" + "00"));
        assertEquals("frame ends 2 bytes early", malformed("010009" + "01" + "00" + "0000" + "0000" + "04" + "6162"));
        assertEquals("1 bytes behind a frame of type 5", malformed("050001" + "00"));
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noBytesDoMoreHarmThanBeingNamed(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = mutated(random);
        FrameChannel peer = new FrameChannel(new Bytes(bytes, 1 + random.nextInt(300)));
        int received = 0;
        try {
            while (peer.receive() != null) {
                received++;
            }
        } catch (MalformedFrame | EOFException named) {
            assertTrue(named.getMessage() != null);
        }
        assertTrue(received <= bytes.length / FrameFormat.HEADER);
    }

    /** Frames with some bytes exchanged, or noise. */
    private static byte[] mutated(SplittableRandom random) throws IOException {
        if (random.nextInt(4) == 0) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            return noise;
        }
        List<Frame> all = frames().toList();
        List<Frame> some = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            some.add(all.get(random.nextInt(all.size())));
        }
        byte[] bytes = sent(some.toArray(Frame[]::new));
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static String malformed(String hex) {
        FrameChannel peer = new FrameChannel(new Bytes(HexFormat.of().parseHex(hex)));
        return String.valueOf(assertThrows(MalformedFrame.class, peer::receive).getMessage());
    }

    private static Frame data(String text) {
        return new Frame.Data(Frame.Stream.INPUT, bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static byte[] sent(Frame... frames) throws IOException {
        Bytes bytes = new Bytes(new byte[0]);
        FrameChannel channel = new FrameChannel(bytes);
        for (Frame frame : frames) {
            channel.send(frame);
        }
        return bytes.written();
    }
}
