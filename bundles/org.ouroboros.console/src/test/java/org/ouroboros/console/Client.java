// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/** A shell that does what a test says, frame by frame. */
final class Client implements AutoCloseable {
    final SocketChannel socket;
    final FrameChannel channel;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    Client(Path path) throws IOException {
        socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(UnixDomainSocketAddress.of(path));
        channel = new FrameChannel(socket);
    }

    /** A shell with a program, which is handed out when it is asked for; up to the last frame. */
    static Client run(Path path, String program) throws IOException {
        Client client = script(path, program);
        client.untilLast();
        return client;
    }

    /** A shell that has handed out its program. */
    static Client script(Path path, String program) throws IOException {
        Client client = new Client(path);
        client.send(new Frame.Hello(Frame.VERSION, Frame.Mode.SCRIPT, new Frame.Extent(0, 0), "test.gosh", "dumb"));
        client.expect(new Frame.Welcome(Frame.VERSION));
        client.expect(new Frame.Want(Frame.Stream.PROGRAM));
        client.send(new Frame.Data(Frame.Stream.PROGRAM, StandardCharsets.UTF_8.encode(program)));
        return client;
    }

    static Client terminal(Path path) throws IOException {
        Client client = new Client(path);
        client.send(new Frame.Hello(Frame.VERSION, Frame.Mode.TERMINAL, new Frame.Extent(80, 24), "", "xterm"));
        client.expect(new Frame.Welcome(Frame.VERSION));
        return client;
    }

    void send(Frame frame) throws IOException {
        channel.send(frame);
    }

    void type(String keys) throws IOException {
        send(new Frame.Data(Frame.Stream.INPUT, StandardCharsets.UTF_8.encode(keys)));
    }

    private void expect(Frame frame) throws IOException {
        Frame received = channel.receive();
        if (!frame.equals(received)) {
            throw new AssertionError(received + " instead of " + frame);
        }
    }

    /** Reads until the output contains a text, which is then forgotten with all that was before it. */
    String until(String text) throws IOException {
        while (!out().contains(text)) {
            if (receive() == null) {
                throw new AssertionError("ended after " + out());
            }
        }
        String all = out();
        int end = all.indexOf(text) + text.length();
        out.reset();
        out.writeBytes(all.substring(end).getBytes(StandardCharsets.UTF_8));
        return all.substring(0, end);
    }

    /** Reads to the last frame and returns it. */
    Frame untilLast() throws IOException {
        Frame frame;
        do {
            frame = receive();
        } while (frame != null && !(frame instanceof Frame.Exit) && !(frame instanceof Frame.Dismissed));
        if (frame == null) {
            throw new AssertionError("cut off after " + out() + err());
        }
        last = frame;
        return frame;
    }

    private @Nullable Frame last;

    @Nullable
    Frame last() {
        return last;
    }

    /** Takes a frame, keeps what is output, and ends a stream that is asked for. */
    @Nullable
    Frame receive() throws IOException {
        Frame frame = channel.receive();
        switch (frame) {
            case Frame.Output(ByteBuffer bytes) -> keep(out, bytes);
            case Frame.ErrorOutput(ByteBuffer bytes) -> keep(err, bytes);
            case Frame.Want(Frame.Stream stream) -> send(new Frame.End(stream));
            case null, default -> {}
        }
        return frame;
    }

    private static void keep(ByteArrayOutputStream to, ByteBuffer bytes) {
        to.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
