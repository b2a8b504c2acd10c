// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/**
 * One shell that is attached, from its hello to its exit.
 *
 * <p>Its threads are virtual: one receives, one sends, one executes, and for a terminal one hands on what is typed. They end when
 * the shell hangs up, when its session ends, and when this is closed.
 */
final class AttachedShell {
    private static final System.Logger LOG = System.getLogger(AttachedShell.class.getName());
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final Workplace workplace;
    private final FrameChannel channel;
    private final Consumer<AttachedShell> onEnd;
    private final Outbox outbox;
    private final Demanded input;
    private final Demanded program;
    private final Thread receiving = thread("receive", this::receive);
    private final Thread sending;

    /** Guarded by this, as the fields below; set by the receiving thread when the shell has said what it is for. */
    private @Nullable Session session;

    private @Nullable RemoteTerminal terminal;
    private @Nullable RemoteTerminal none;
    private @Nullable Thread executing;
    private boolean closed;

    /** @param onEnd called when the shell is gone */
    AttachedShell(Workplace workplace, FrameChannel channel, Consumer<AttachedShell> onEnd) {
        this.workplace = workplace;
        this.onEnd = onEnd;
        this.channel = channel;
        this.outbox = new Outbox(channel);
        this.input = new Demanded(outbox, Frame.Stream.INPUT);
        this.program = new Demanded(outbox, Frame.Stream.PROGRAM);
        this.sending = thread("send", outbox::run);
    }

    private static Thread thread(String does, Runnable task) {
        return Thread.ofVirtual().name("ouroboros-shell-" + does).unstarted(task);
    }

    /** Serves the shell. */
    void start() {
        receiving.start();
        sending.start();
    }

    private void receive() {
        try {
            if (channel.receive() instanceof Frame.Hello hello) {
                greet(hello);
                Frame frame;
                while ((frame = channel.receive()) != null) {
                    take(frame);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a shell is gone", e);
        } finally {
            hangUp();
        }
    }

    private void greet(Frame.Hello hello) throws IOException {
        if (hello.version() != Frame.VERSION) {
            outbox.finish(new Frame.Dismissed("the system speaks version " + Frame.VERSION + " and the shell version "
                    + hello.version() + " of the protocol; use the ./ouroboros that started it"));
            return;
        }
        outbox.put(new Frame.Welcome(Frame.VERSION));
        switch (hello.mode()) {
            case TERMINAL -> openTerminal(hello);
            case SCRIPT -> openScript(hello);
        }
    }

    private void openTerminal(Frame.Hello hello) throws IOException {
        RemoteTerminal opened = new RemoteTerminal(
                hello.terminal(), new BufferedOutputStream(outbox.stream(Frame.Output::new), FrameChannel.MAX_BYTES));
        opened.resize(hello.size());
        Prompt prompt = new Prompt(workplace, opened);
        begin(prompt.session(), opened, prompt::run);
        opened.start();
    }

    private void openScript(Frame.Hello hello) {
        OutputStream err = outbox.stream(Frame.ErrorOutput::new);
        PrintStream complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        Session opened =
                new Session(workplace.processor(), input, outbox.stream(Frame.Output::new), err, new Session.Reports() {
                    @Override
                    public void failure(String line) {
                        complaints.println(line);
                    }

                    @Override
                    public void job(String line) {
                        complaints.println(line);
                    }
                });
        opened.set("#.terminal", (Function) (_, _) -> noTerminal(err));
        BufferedReader text = new BufferedReader(new InputStreamReader(program, StandardCharsets.UTF_8));
        begin(opened, null, () -> new Script(opened, hello.name(), text, complaints).run());
    }

    /** What Gogo's commands ask for their width and colours where there is no terminal; a script may never ask. */
    private synchronized RemoteTerminal noTerminal(OutputStream err) throws IOException {
        RemoteTerminal present = none;
        if (present == null) {
            present = new RemoteTerminal("dumb", err);
            none = present;
        }
        return present;
    }

    /** What executes commands until there are no more, and returns the exit status. */
    private interface Commands {
        int run() throws IOException, InterruptedException;
    }

    private synchronized void begin(Session opened, @Nullable RemoteTerminal on, Commands commands) {
        session = opened;
        terminal = on;
        executing = thread("execute", () -> execute(opened, commands));
        if (closed) {
            opened.close();
        }
        executing.start();
    }

    private void execute(Session opened, Commands commands) {
        int status = Session.FAILED;
        try (opened) {
            status = commands.run();
        } catch (IOException | InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a shell is gone", e);
        } finally {
            outbox.finish(new Frame.Exit(status));
        }
        try {
            sending.join();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "a shell is gone", e);
        } finally {
            closeChannel();
        }
    }

    private synchronized void take(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Data(Frame.Stream stream, ByteBuffer bytes) -> data(stream, bytes);
            case Frame.End(Frame.Stream stream) -> end(stream);
            case Frame.Resize(Frame.Extent size) when terminal != null -> terminal.resize(size);
            case Frame.Interrupt() when terminal != null -> terminal.interrupt();
            case Frame.Interrupt() when session != null -> session.interrupt();
            default -> throw new IOException("unexpected " + frame);
        }
    }

    private void data(Frame.Stream stream, ByteBuffer bytes) throws IOException {
        if (terminal != null) {
            terminal.type(bytes);
        } else if (!of(stream).supply(bytes)) {
            throw new IOException("data that nobody asked for");
        }
    }

    private void end(Frame.Stream stream) {
        if (terminal != null) {
            terminal.endInput();
        } else {
            of(stream).end();
        }
    }

    private Demanded of(Frame.Stream stream) {
        return switch (stream) {
            case INPUT -> input;
            case PROGRAM -> program;
        };
    }

    /** The shell is gone: ends what it runs. */
    private void hangUp() {
        outbox.finish();
        end();
        closeChannel();
        onEnd.accept(this);
    }

    /** Ends what the shell runs, unless that is what ends the shell: then it is left to end by itself. */
    private synchronized void end() {
        if (session != null && !closed) {
            closed = true;
            if (session.isWorking()) {
                session.end();
            } else {
                session.close();
            }
        }
        input.end(); // after the session: what was read of a line is no command
        program.end();
        closed = true;
        if (terminal != null) {
            terminal.endInput();
        }
    }

    /** Tells the shell why, ends it, and waits a bounded time until nothing of it is left. */
    void close(String reason) throws InterruptedException {
        outbox.finish(new Frame.Dismissed(reason));
        boolean within = isWorking();
        end();
        sending.join(CLOSE_LIMIT);
        closeChannel();
        receiving.join(CLOSE_LIMIT);
        Thread commands = executing();
        if (commands != null && !within && !commands.join(CLOSE_LIMIT)) {
            LOG.log(System.Logger.Level.WARNING, "a command of an attached shell does not end");
        }
    }

    private synchronized boolean isWorking() {
        return session != null && session.isWorking();
    }

    private synchronized @Nullable Thread executing() {
        return executing;
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a shell is gone", e);
        }
    }
}
