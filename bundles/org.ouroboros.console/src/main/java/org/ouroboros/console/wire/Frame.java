// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import java.nio.ByteBuffer;

/**
 * One unit of the conversation between a shell and a system; its form is drawn at the package.
 *
 * <p>The buffers of frames are shared by everybody who has the frame: who reads one, reads a {@code duplicate()}.
 */
public sealed interface Frame {
    /** The version that this code speaks. */
    int VERSION = 1;

    /** What a shell is for. */
    enum Mode {
        /** A person at a terminal. */
        TERMINAL(0),
        /** Commands from a program text. */
        SCRIPT(1);

        final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    /** What data belongs to. */
    enum Stream {
        /** What commands read. */
        INPUT(0),
        /** The commands. */
        PROGRAM(1);

        final int code;

        Stream(int code) {
            this.code = code;
        }
    }

    /**
     * The first frame of a shell.
     *
     * @param version of the protocol
     * @param size of the terminal
     * @param name what errors of a script are reported under, at most 255 bytes
     * @param terminal type of the terminal, as in terminfo
     */
    record Hello(int version, Mode mode, Extent size, String name, String terminal) implements Frame {}

    /** What was typed, or read on demand. */
    record Data(Stream stream, ByteBuffer bytes) implements Frame {}

    /** There is no more data. */
    record End(Stream stream) implements Frame {}

    /** The terminal has another size now. */
    record Resize(Extent size) implements Frame {}

    /** The running command is to end. */
    record Interrupt() implements Frame {}

    /** The system's answer to {@link Hello}. */
    record Welcome(int version) implements Frame {}

    /** Bytes for the standard output. */
    record Output(ByteBuffer bytes) implements Frame {}

    /** Bytes for the standard error output. */
    record ErrorOutput(ByteBuffer bytes) implements Frame {}

    /** The system asks for one {@link Data} or {@link End} of a stream. */
    record Want(Stream stream) implements Frame {}

    /**
     * The last frame of a session that has ended.
     *
     * @param status of the last command, 0..255
     */
    record Exit(int status) implements Frame {}

    /** The last frame of a session that the system ends, or does not begin, and why. */
    record Dismissed(String reason) implements Frame {}

    /** Size of a terminal in characters; 0 where it is not known. */
    record Extent(int columns, int rows) {}
}
