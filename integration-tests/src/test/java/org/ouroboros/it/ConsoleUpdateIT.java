// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ouroboros.it.Eventually.eventually;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The console is replaced while shells are attached: they are told, others attach, and nothing of the old one is left. */
public class ConsoleUpdateIT extends InContainer {
    private static final Path SOCKET = Path.of(
            System.getProperty("java.io.tmpdir"),
            "ouroboros-it-" + ProcessHandle.current().pid(),
            "shell");
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 500 : 20;

    private static final String HELLO_TERMINAL = "01000c" + "0100" + "00500018" + "00" + "787465726d";
    private static final String HELLO_SCRIPT = "01000b" + "0101" + "00000000" + "00" + "64756d62";
    private static final int OUTPUT = 17;
    private static final int WANT = 19;
    private static final int DISMISSED = 21;

    private final List<WeakReference<ClassLoader>> replaced = new ArrayList<>();

    /** The shipped bundles, with a socket to attach to. */
    @Configuration
    @Override
    public Option[] configuration() throws Exception {
        return options(
                composite(super.configuration()),
                frameworkProperty("ouroboros.console.socket").value(SOCKET.toString()));
    }

    @Test
    public void updatesUnderAttachedShellsLeaveNothingBehind() throws Exception {
        run(WARM_UP_ROUNDS);
        Footprint before = Footprint.now();
        run(ROUNDS);
        eventually(() -> Footprint.now().assertWithin(before));
    }

    private void run(int rounds) throws Exception {
        Bundle console = bundle("org.ouroboros.console");
        for (int round = 0; round < rounds; round++) {
            replaced.add(new WeakReference<>(console.adapt(BundleWiring.class).getClassLoader()));
            try (Attached prompt = Attached.prompt();
                    Attached script = Attached.running("echo begun; sleep 60\n")) {
                try (InputStream jar = Files.newInputStream(jar())) {
                    console.update(jar);
                }
                assertEquals("the console stops; attach again", prompt.until(DISMISSED));
                assertEquals("the console stops; attach again", script.until(DISMISSED));
            }
        }
        eventually(() -> {
            System.gc();
            replaced.removeIf(loader -> loader.refersTo(null));
            assertEquals(List.of(), replaced);
        });
    }

    private static Path jar() throws IOException {
        try (var jars = Files.newDirectoryStream(SHIPPED, "org.ouroboros.console-*.jar")) {
            return Objects.requireNonNull(jars.iterator().next());
        }
    }

    /** A shell by its bytes. */
    private record Attached(SocketChannel channel, DataInputStream frames) implements Closeable {
        static Attached prompt() throws IOException {
            Attached attached = open(HELLO_TERMINAL);
            attached.until(OUTPUT);
            return attached;
        }

        static Attached running(String program) throws IOException {
            Attached attached = open(HELLO_SCRIPT);
            attached.until(WANT);
            byte[] text = program.getBytes(StandardCharsets.UTF_8);
            attached.send(ByteBuffer.allocate(4 + text.length)
                    .put((byte) 2)
                    .putShort((short) (1 + text.length))
                    .put((byte) 1)
                    .put(text)
                    .flip());
            attached.until(OUTPUT);
            return attached;
        }

        private static Attached open(String hello) throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(SOCKET));
            Attached attached = new Attached(channel, new DataInputStream(Channels.newInputStream(channel)));
            attached.send(ByteBuffer.wrap(HexFormat.of().parseHex(hello)));
            return attached;
        }

        private void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        /** Reads up to a frame of a type; {@return its payload as text} */
        String until(int wanted) throws IOException {
            while (true) {
                int type = frames.readUnsignedByte();
                byte[] payload = frames.readNBytes(frames.readUnsignedShort());
                if (type == wanted) {
                    return new String(payload, StandardCharsets.UTF_8);
                }
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
