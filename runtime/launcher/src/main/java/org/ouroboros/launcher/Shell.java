// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/** A shell on a system that runs. */
final class Shell {
    private static final int INTERRUPTED = 130;
    private static final String DUMB = "dumb";
    private static final Frame.Extent NO_WINDOW = new Frame.Extent(0, 0);

    private Shell() {}

    /**
     * Attaches and stays until the session ends.
     *
     * @return exit status of the last command
     */
    static int run(Invocation.Shell shell) {
        return switch (shell.commands()) {
            case Invocation.Commands.Given(String text) -> execute(shell.data(), "", stream(text), System.in);
            case Invocation.Commands.Listed(Path file) -> {
                try (InputStream text = Files.newInputStream(file)) {
                    yield execute(shell.data(), file.toString(), text, System.in);
                } catch (IOException e) {
                    throw LaunchFailed.usage(
                            "file " + file + " cannot be read; shell takes a file of commands, or -c COMMANDS");
                }
            }
            case Invocation.Commands.Typed() ->
                isTerminal()
                        ? prompt(shell.data(), new Keyboard(), _ -> {}).orFail()
                        : execute(shell.data(), "stdin", System.in, InputStream.nullInputStream());
        };
    }

    /** Whether a person is at both ends. {@return it} */
    static boolean isTerminal() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /** A text as a program. {@return it} */
    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ctrl-C ends the command, and a second one the shell. */
    private static int execute(Path data, String name, InputStream program, InputStream input) {
        try (FrameChannel channel = Attachment.open(data)) {
            Conversation conversation = greeted(channel, data, name);
            AtomicBoolean interrupted = new AtomicBoolean();
            Signals.on("INT", () -> {
                if (interrupted.getAndSet(true)) {
                    Runtime.getRuntime().halt(INTERRUPTED);
                }
                conversation.interrupt();
            });
            return conversation.script(program, input).orFail();
        } catch (IOException e) {
            throw LaunchFailed.because("the connection to " + data + " is not closed", e);
        }
    }

    /**
     * Has a program executed that reads nothing.
     *
     * @return exit status
     */
    static int execute(Path data, String program) {
        try (FrameChannel channel = Attachment.open(data)) {
            return greeted(channel, data, "")
                    .script(stream(program), InputStream.nullInputStream())
                    .orFail();
        } catch (IOException e) {
            throw LaunchFailed.because("the connection to " + data + " is not closed", e);
        }
    }

    private static Conversation greeted(FrameChannel channel, Path data, String name) {
        Conversation conversation = new Conversation(channel, data);
        conversation.greet(Frame.Mode.SCRIPT, NO_WINDOW, name, DUMB);
        return conversation;
    }

    /**
     * Gives the terminal a prompt until the session ends.
     *
     * @param keyboard that of the terminal
     * @param onRaw takes the terminal as soon as it is set
     */
    static Conversation.Ended prompt(Path data, Keyboard keyboard, Consumer<RawTerminal> onRaw) {
        try (FrameChannel channel = Attachment.open(data)) {
            Conversation conversation = new Conversation(channel, data);
            String type = System.getenv().getOrDefault("TERM", DUMB);
            conversation.greet(Frame.Mode.TERMINAL, RawTerminal.size(), "", type);
            if (type.equals(DUMB)) {
                Signals.on("INT", conversation::interrupt); // its keys are echoed and edited by the system
                return conversation.terminal(keyboard);
            }
            try (RawTerminal terminal = RawTerminal.open()) {
                Signals.on("WINCH", () -> conversation.resize(RawTerminal.size()));
                Signals.on("CONT", () -> {
                    terminal.resume();
                    conversation.resize(RawTerminal.size());
                });
                onRaw.accept(terminal);
                Conversation.Ended ended = conversation.terminal(keyboard);
                terminal.tidy(ended.dismissal().isEmpty());
                return ended;
            }
        } catch (IOException e) {
            throw LaunchFailed.because("the connection to " + data + " is not closed", e);
        }
    }
}
