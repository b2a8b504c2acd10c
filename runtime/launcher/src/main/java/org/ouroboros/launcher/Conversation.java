// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/** The shell's side of the protocol: hands on what is typed or asked for, and prints what arrives. */
final class Conversation {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final FrameChannel channel;
    private final Path data;
    /** The descriptors themselves: Gogo replaces the streams of the JVM that it runs in. */
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    private final OutputStream err = new FileOutputStream(FileDescriptor.err);

    private volatile boolean welcome;

    /** Why the commands could not be read to their end. */
    private volatile @Nullable IOException unreadable;

    Conversation(FrameChannel channel, Path data) {
        this.channel = channel;
        this.data = data;
    }

    /**
     * Says what the shell is for, and waits until the system takes it.
     *
     * @throws LaunchFailed if it does not
     */
    void greet(Frame.Mode mode, Frame.Extent size, String name, String terminal) {
        daemon("ouroboros-answer", this::awaitWelcome);
        send(new Frame.Hello(Frame.VERSION, mode, size, name, terminal));
        Frame answer = receive();
        if (answer instanceof Frame.Dismissed(String reason)) {
            throw LaunchFailed.because(reason);
        }
        if (!(answer instanceof Frame.Welcome)) {
            throw lost();
        }
        welcome = true;
    }

    /** A system that is stuck does not hold its shells. */
    private void awaitWelcome() {
        try {
            Thread.sleep(ANSWER_LIMIT);
            if (!welcome) {
                channel.close();
            }
        } catch (InterruptedException | IOException e) {
            return;
        }
    }

    /**
     * How a session ended.
     *
     * @param status of its last command
     * @param dismissal why the system ended it, if it did
     */
    record Ended(int status, Optional<String> dismissal) {
        /**
         * The exit status of the shell.
         *
         * @throws LaunchFailed if the system ended the session
         */
        int orFail() {
            if (dismissal.isPresent()) {
                throw LaunchFailed.because(dismissal.get());
            }
            return status;
        }
    }

    /** Executes a program text, each stream read as far as it is asked for. */
    Ended script(InputStream program, InputStream input) {
        return converse(stream ->
                daemon("ouroboros-read", () -> hand(stream, stream == Frame.Stream.PROGRAM ? program : input)));
    }

    /** Has a person type. */
    Ended terminal(Keyboard keyboard) {
        keyboard.type(this::send);
        try {
            return converse(_ -> {});
        } finally {
            keyboard.type(null);
        }
    }

    /** The running command is to end. */
    void interrupt() {
        send(new Frame.Interrupt());
    }

    /** The terminal has another size now. */
    void resize(Frame.Extent size) {
        send(new Frame.Resize(size));
    }

    /** Hands on the next piece of a stream, or its end. */
    private void hand(Frame.Stream stream, InputStream from) {
        byte[] bytes = new byte[FrameChannel.MAX_BYTES];
        int length;
        try {
            length = from.read(bytes);
        } catch (IOException e) {
            if (stream == Frame.Stream.PROGRAM) {
                unreadable = e;
                hangUp();
                return;
            }
            length = -1; // as the end of what can be read
        }
        send(length < 0 ? new Frame.End(stream) : new Frame.Data(stream, ByteBuffer.wrap(bytes, 0, length)));
    }

    private Ended converse(Consumer<Frame.Stream> wanted) {
        while (true) {
            switch (receive()) {
                case Frame.Output(ByteBuffer bytes) -> print(out, "standard output", bytes);
                case Frame.ErrorOutput(ByteBuffer bytes) -> print(err, "standard error output", bytes);
                case Frame.Want(Frame.Stream stream) -> wanted.accept(stream);
                case Frame.Exit(int status) -> {
                    return new Ended(status, Optional.empty());
                }
                case Frame.Dismissed(String reason) -> {
                    return new Ended(LaunchFailed.FAILED, Optional.of(reason));
                }
                case Frame.Hello _, Frame.Data _, Frame.End _, Frame.Resize _, Frame.Interrupt _, Frame.Welcome _ ->
                    throw lost();
            }
        }
    }

    private static void print(OutputStream to, String name, ByteBuffer bytes) {
        try {
            to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } catch (IOException e) {
            throw LaunchFailed.because(name + " cannot be written", e);
        }
    }

    private Frame receive() {
        try {
            Frame frame = channel.receive();
            if (frame != null) {
                return frame;
            }
        } catch (IOException e) {
            throw lost();
        }
        throw lost();
    }

    private void hangUp() {
        try {
            channel.close();
        } catch (IOException gone) {
            return; // which is what was wanted
        }
    }

    private LaunchFailed lost() {
        IOException cause = unreadable;
        if (cause != null) {
            return LaunchFailed.because("the commands cannot be read: " + cause.getMessage());
        }
        return LaunchFailed.because(
                welcome ? "the system at " + data + " is gone" : "the system at " + data + " does not answer");
    }

    /** What cannot be sent needs no handling of its own: the receiver learns that the system is gone. */
    private void send(Frame frame) {
        try {
            channel.send(frame);
        } catch (IOException gone) {
            return;
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread.ofPlatform().daemon().name(name).start(task);
    }
}
