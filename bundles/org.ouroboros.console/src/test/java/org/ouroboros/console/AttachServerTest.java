// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.console.wire.Frame;

@Timeout(15)
class AttachServerTest {
    private static final long SEEDS = Boolean.getBoolean("ouroboros.soak") ? 2_000 : 30;

    @TempDir
    Path folder;

    /** A server with commands of its own, for the time of a test. */
    private final class Served implements AutoCloseable {
        final TestGogo gogo = new TestGogo();
        final Path socket = folder.resolve("run/shell");
        private final AttachServer server;

        Served() throws IOException {
            server = AttachServer.open(socket, gogo.workplace());
        }

        void close(String reason) {
            server.close(reason);
        }

        @Override
        public void close() {
            gogo.commands.release.countDown();
            server.close("the test is over");
            gogo.close();
        }
    }

    @Test
    void onlyTheOwnerReachesTheSocket() throws IOException {
        try (Served served = new Served()) {
            assertEquals("rw-------", permissions(served.socket));
            assertEquals("rwx------", permissions(served.socket.resolveSibling(".")));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aSocketThatAKilledSystemLeftIsReplaced() throws IOException {
        Path socket = Files.createDirectories(folder.resolve("run")).resolve("shell");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
        try (Served served = new Served();
                Client client = Client.run(served.socket, "echo here")) {
            assertEquals("here\n", client.out());
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void aScriptStopsAtTheFirstFailureAndSaysWhere() throws IOException {
        try (Served served = new Served();
                Client client = Client.run(
                        served.socket, "# comment\necho one\n\neach [1] {\n  echo two\n}\nrefuse\necho never\n")) {
            assertEquals(new Frame.Exit(Session.FAILED), client.last());
            assertEquals("one\ntwo\n", client.out());
            assertEquals("test.gosh:7: no name 'x': there is y\n", client.err());
        }
    }

    @Test
    void aStatementThatNeverEndsIsWrongWhereItBegins() throws IOException {
        try (Served served = new Served();
                Client client = Client.run(served.socket, "echo one\neach [1] {\n echo two\n")) {
            assertEquals(new Frame.Exit(Session.FAILED), client.last());
            assertTrue(client.err().startsWith("test.gosh:2: syntax: unexpected EOT"), client::err);
        }
    }

    @Test
    void whatACommandReadsIsAskedForWhenItReads() throws IOException {
        try (Served served = new Served();
                Client client = Client.script(served.socket, "echo before\ncat | grep l\n")) {
            assertEquals("before\n", client.until("before\n"));
            assertEquals(new Frame.Want(Frame.Stream.INPUT), client.channel.receive());
            client.type("hello\nyou\n");
            assertEquals(new Frame.Exit(Session.OK), client.untilLast());
            assertEquals("hello\n", client.out());
        }
    }

    @Test
    void anInterruptEndsTheScriptWithItsStatus() throws Exception {
        try (Served served = new Served();
                Client client = Client.script(served.socket, "patient\necho never\n")) {
            served.gogo.commands.running.acquire();
            client.send(new Frame.Interrupt());
            assertEquals(new Frame.Exit(Session.INTERRUPTED), client.untilLast());
            assertTrue(client.out().endsWith("last 100\n"), client::out);
        }
    }

    @Test
    void aShellThatIsKilledTakesItsCommandWithIt() throws Exception {
        try (Served served = new Served()) {
            Client killed = Client.script(served.socket, "interrupted\n");
            served.gogo.commands.running.acquire();
            killed.close();
            awaitRoom(served);
        }
    }

    /** All places are free: as many shells attach as there may be. */
    private static void awaitRoom(Served served) throws IOException {
        List<Client> clients = new ArrayList<>();
        try {
            while (clients.size() < AttachServer.MAX_SHELLS) {
                Client client = new Client(served.socket);
                client.send(new Frame.Hello(Frame.VERSION, Frame.Mode.SCRIPT, new Frame.Extent(0, 0), "", ""));
                if (client.receive() instanceof Frame.Welcome) {
                    clients.add(client);
                } else {
                    client.close();
                }
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void oneShellTooManyIsTold() throws IOException {
        List<Client> clients = new ArrayList<>();
        try (Served served = new Served()) {
            for (int i = 0; i < AttachServer.MAX_SHELLS; i++) {
                clients.add(Client.terminal(served.socket));
            }
            try (Client late = new Client(served.socket)) {
                assertEquals(
                        new Frame.Dismissed(AttachServer.MAX_SHELLS + " shells are attached already; end one"),
                        late.untilLast());
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aShellThatDoesNotReadHoldsNobodyUp() throws Exception {
        try (Served served = new Served();
                Client stuck = Client.script(served.socket, "flood\n")) {
            served.gogo.commands.running.acquire();
            try (Client other = Client.run(served.socket, "echo here")) {
                assertEquals("here\n", other.out());
            }
            stuck.send(new Frame.Interrupt());
            assertEquals(new Frame.Exit(Session.INTERRUPTED), stuck.untilLast());
        }
    }

    @Test
    void shellsSeeTheirOwnOutputOnly() throws Exception {
        try (Served served = new Served();
                Client first = Client.terminal(served.socket);
                Client second = Client.terminal(served.socket)) {
            first.until("ouroboros> ");
            second.until("ouroboros> ");
            first.type("patient\r");
            first.until("begin");
            second.type("echo over' 'there\r");
            assertFalse(second.until("over there").contains("begin"));
            first.type("\u0003");
            first.until("last 100");
            second.type("answer\r");
            assertFalse(second.until("42").contains("last"));
        }
    }

    @Test
    void ctrlCEndsTheCommandAndThenComesThePrompt() throws Exception {
        try (Served served = new Served();
                Client client = Client.terminal(served.socket)) {
            client.until("ouroboros> ");
            client.type("patient\r");
            client.until("begin");
            client.type("\u0003");
            assertTrue(client.until("ouroboros> ").contains("last 100"));
        }
    }

    @Test
    void ctrlCAtThePromptClearsTheLine() throws Exception {
        try (Served served = new Served();
                Client client = Client.terminal(served.socket)) {
            client.until("ouroboros> ");
            client.type("refuse");
            client.until("refuse");
            client.type("\u0003");
            client.until("ouroboros> ");
            client.type("\r");
            assertFalse(client.until("ouroboros> ").contains("no name"));
        }
    }

    @Test
    void aLineWithAnOpenQuoteGoesOn() throws Exception {
        try (Served served = new Served();
                Client client = Client.terminal(served.socket)) {
            client.until("ouroboros> ");
            client.type("echo 'one\r");
            client.until("> ");
            client.type("two'\r");
            client.until("one\r\ntwo\r\n");
            client.until("ouroboros> ");
        }
    }

    @Test
    void tabCompletesTheNamesOfCommands() throws Exception {
        try (Served served = new Served();
                Client client = Client.terminal(served.socket)) {
            client.until("ouroboros> ");
            client.type("ans\t\r");
            client.until("42");
        }
    }

    @Test
    void ctrlDAndExitEndTheSession() throws Exception {
        try (Served served = new Served();
                Client leaving = Client.terminal(served.socket);
                Client exiting = Client.terminal(served.socket)) {
            leaving.until("ouroboros> ");
            leaving.type("\u0004");
            assertEquals(new Frame.Exit(Session.OK), leaving.untilLast());
            exiting.until("ouroboros> ");
            exiting.type("exit 3\r");
            assertEquals(new Frame.Exit(3), exiting.untilLast());
        }
    }

    @Test
    void whatIsTypedAheadIsBoundedAndDoesNotHoldCtrlC() throws Exception {
        try (Served served = new Served();
                Client client = Client.terminal(served.socket)) {
            client.until("ouroboros> ");
            client.type("patient\r");
            served.gogo.commands.running.acquire();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> lastLine(client));
            for (int i = 0; i < 1_000; i++) {
                client.send(new Frame.Data(Frame.Stream.INPUT, ByteBuffer.allocate(8_000)));
            }
            client.type("\u0003");
            output.get();
        }
    }

    private static String lastLine(Client client) {
        try {
            return client.until("last 100");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closingTellsEveryShellAndLeavesNothing() throws Exception {
        try (Served served = new Served();
                Client prompt = Client.terminal(served.socket);
                Client script = Client.script(served.socket, "patient\n")) {
            prompt.until("ouroboros> ");
            served.gogo.commands.running.acquire();
            served.close("the console stops; attach again");
            assertEquals(new Frame.Dismissed("the console stops; attach again"), prompt.untilLast());
            assertEquals(new Frame.Dismissed("the console stops; attach again"), script.untilLast());
            assertFalse(Files.exists(served.socket));
            assertThrows(IOException.class, () -> new Client(served.socket));
            try (Served again = new Served();
                    Client client = Client.run(again.socket, "answer")) {
                assertEquals("42\n", client.out());
            }
        }
    }

    @Test
    void anotherVersionIsToldWhichOne() throws IOException {
        try (Served served = new Served();
                Client client = new Client(served.socket)) {
            client.socket.write(ByteBuffer.wrap(new byte[] {1, 0, 1, 9}));
            Frame.Dismissed dismissed = (Frame.Dismissed) client.untilLast();
            assertEquals(
                    "the system speaks version 1 and the shell version 9 of the protocol; use the ./ouroboros that"
                            + " started it",
                    dismissed.reason());
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noiseEndsItsOwnShellOnly(long seed) throws IOException {
        try (Served served = new Served()) {
            try (Client hostile = seed % 2 == 0 ? new Client(served.socket) : Client.terminal(served.socket)) {
                byte[] noise = new byte[2_000];
                new SplittableRandom(seed).nextBytes(noise);
                hostile.socket.write(ByteBuffer.wrap(noise));
                hostile.socket.shutdownOutput();
                assertNull(untilClosed(hostile));
            }
            try (Client client = Client.run(served.socket, "answer")) {
                assertEquals("42\n", client.out());
            }
        }
    }

    private static @Nullable Frame untilClosed(Client client) {
        try {
            Frame frame = client.channel.receive();
            while (frame != null) {
                frame = client.channel.receive();
            }
            return frame;
        } catch (IOException reset) {
            return null;
        }
    }
}
