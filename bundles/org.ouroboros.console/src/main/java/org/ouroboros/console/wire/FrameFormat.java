// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Wire format of {@link Frame}, drawn at the package. */
final class FrameFormat {
    static final int HEADER = 3;
    static final int MAX_PAYLOAD = 8192;

    private static final int HELLO = 1;
    private static final int DATA = 2;
    private static final int END = 3;
    private static final int RESIZE = 4;
    private static final int INTERRUPT = 5;
    private static final int WELCOME = 16;
    private static final int OUTPUT = 17;
    private static final int ERROR_OUTPUT = 18;
    private static final int WANT = 19;
    private static final int EXIT = 20;
    private static final int DISMISSED = 21;

    private static final int MAX_NAME = 255;
    private static final int MAX_TERMINAL = 64;

    private FrameFormat() {}

    /** Writes header and payload; the buffer takes the largest frame. */
    static void write(ByteBuffer to, Frame frame) {
        int start = to.position();
        to.position(start + HEADER);
        int type = switch (frame) {
            case Frame.Hello hello -> hello(to, hello);
            case Frame.Data(Frame.Stream stream, ByteBuffer bytes) -> {
                to.put((byte) stream.code).put(bytes.duplicate());
                yield DATA;
            }
            case Frame.End(Frame.Stream stream) -> {
                to.put((byte) stream.code);
                yield END;
            }
            case Frame.Resize(Frame.Extent size) -> {
                extent(to, size);
                yield RESIZE;
            }
            case Frame.Interrupt() -> INTERRUPT;
            case Frame.Welcome(int version) -> {
                to.put((byte) version);
                yield WELCOME;
            }
            case Frame.Output(ByteBuffer bytes) -> {
                to.put(bytes.duplicate());
                yield OUTPUT;
            }
            case Frame.ErrorOutput(ByteBuffer bytes) -> {
                to.put(bytes.duplicate());
                yield ERROR_OUTPUT;
            }
            case Frame.Want(Frame.Stream stream) -> {
                to.put((byte) stream.code);
                yield WANT;
            }
            case Frame.Exit(int status) -> {
                to.put((byte) status);
                yield EXIT;
            }
            case Frame.Dismissed(String reason) -> {
                to.put(text(reason, MAX_PAYLOAD));
                yield DISMISSED;
            }
        };
        to.put(start, (byte) type);
        to.putShort(start + 1, (short) (to.position() - start - HEADER));
    }

    private static int hello(ByteBuffer to, Frame.Hello hello) {
        byte[] name = text(hello.name(), MAX_NAME);
        to.put((byte) hello.version()).put((byte) hello.mode().code);
        extent(to, hello.size());
        to.put((byte) name.length).put(name).put(text(hello.terminal(), MAX_TERMINAL));
        return HELLO;
    }

    private static void extent(ByteBuffer to, Frame.Extent size) {
        to.putShort((short) Math.clamp(size.columns(), 0, 0xFFFF));
        to.putShort((short) Math.clamp(size.rows(), 0, 0xFFFF));
    }

    private static byte[] text(String text, int limit) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
    }

    /**
     * Reads the payload of a frame.
     *
     * @param from exactly the payload
     */
    static Frame read(int type, ByteBuffer from) throws MalformedFrame {
        Frame frame = switch (type) {
            case HELLO -> hello(from);
            case DATA -> new Frame.Data(stream(from), bytes(from));
            case END -> new Frame.End(stream(from));
            case RESIZE -> new Frame.Resize(extent(from));
            case INTERRUPT -> new Frame.Interrupt();
            case WELCOME -> new Frame.Welcome(number(from));
            case OUTPUT -> new Frame.Output(bytes(from));
            case ERROR_OUTPUT -> new Frame.ErrorOutput(bytes(from));
            case WANT -> new Frame.Want(stream(from));
            case EXIT -> new Frame.Exit(number(from));
            case DISMISSED -> new Frame.Dismissed(text(from, from.remaining()));
            default -> throw new MalformedFrame("frame of unknown type " + type);
        };
        if (from.hasRemaining()) {
            throw new MalformedFrame(from.remaining() + " bytes behind a frame of type " + type);
        }
        return frame;
    }

    private static Frame hello(ByteBuffer from) throws MalformedFrame {
        int version = number(from);
        if (version != Frame.VERSION) {
            from.position(from.limit()); // the rest is that version's
            return new Frame.Hello(version, Frame.Mode.SCRIPT, new Frame.Extent(0, 0), "", "");
        }
        Frame.Mode mode = mode(number(from));
        Frame.Extent size = extent(from);
        String name = text(from, number(from));
        return new Frame.Hello(version, mode, size, name, text(from, from.remaining()));
    }

    private static Frame.Mode mode(int code) throws MalformedFrame {
        for (Frame.Mode mode : Frame.Mode.values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        throw new MalformedFrame("unknown mode " + code);
    }

    private static Frame.Extent extent(ByteBuffer from) throws MalformedFrame {
        require(from, 2 * Short.BYTES);
        return new Frame.Extent(Short.toUnsignedInt(from.getShort()), Short.toUnsignedInt(from.getShort()));
    }

    private static Frame.Stream stream(ByteBuffer from) throws MalformedFrame {
        int code = number(from);
        for (Frame.Stream stream : Frame.Stream.values()) {
            if (stream.code == code) {
                return stream;
            }
        }
        throw new MalformedFrame("unknown stream " + code);
    }

    private static int number(ByteBuffer from) throws MalformedFrame {
        require(from, 1);
        return Byte.toUnsignedInt(from.get());
    }

    private static ByteBuffer bytes(ByteBuffer from) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static String text(ByteBuffer from, int length) throws MalformedFrame {
        require(from, length);
        ByteBuffer text = from.slice(from.position(), length);
        from.position(from.position() + length);
        return StandardCharsets.UTF_8.decode(text).toString();
    }

    private static void require(ByteBuffer from, int length) throws MalformedFrame {
        if (from.remaining() < length) {
            throw new MalformedFrame("frame ends " + (length - from.remaining()) + " bytes early");
        }
    }
}
