// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.felix.gogo.jline.Parser;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** A person at a terminal: reads command lines and has them executed, until the end of the input or {@code exit}. */
final class Prompt implements Session.Reports, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Prompt.class.getName());
    private static final String PROMPT = "ouroboros> ";
    private static final int HISTORY_LINES = 1000;

    private final Terminal terminal;
    private final Session session;
    private final LineReader reader;

    /** @param terminal stays the caller's */
    Prompt(Workplace workplace, Terminal terminal) {
        this.terminal = terminal;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(new Parser())
                .completer(workplace.completion())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%M%P > ")
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .build();
        workplace
                .history()
                .filter(Prompt::isPrivate)
                .ifPresent(history -> reader.setVariable(LineReader.HISTORY_FILE, history));
        this.session = new Session(workplace.processor(), terminal.input(), terminal.output(), terminal.output(), this);
        session.set(TerminalCommand.EDITOR, reader);
        session.set(".terminal", terminal); // where Gogo's own commands look for it
    }

    /** Creates the file where it is missing, and has nobody else read it. */
    private static boolean isPrivate(Path history) {
        var owner = PosixFilePermissions.fromString("rw-------");
        try {
            if (!Files.exists(history)) {
                Files.createFile(history, PosixFilePermissions.asFileAttribute(owner));
            }
            Files.setPosixFilePermissions(history, owner);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no history is kept: {0} cannot be written", history);
            return false;
        }
    }

    /** Reads and executes. {@return exit status of the last command} */
    int run() {
        SignalHandler before = terminal.handle(Signal.INT, _ -> session.interrupt());
        try {
            while (!session.ended()) {
                String line = read();
                if (line == null) {
                    break;
                }
                session.execute(line, "");
            }
        } finally {
            terminal.handle(Signal.INT, before);
        }
        return session.status();
    }

    /** The next command line; empty if it was interrupted, {@code null} at the end of the input. */
    private @Nullable String read() {
        try {
            return reader.readLine(PROMPT);
        } catch (UserInterruptException e) {
            return "";
        } catch (EndOfFileException e) {
            return null;
        }
    }

    @Override
    public void failure(String line) {
        terminal.writer()
                .println(new AttributedString(line, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED))
                        .toAnsi(terminal));
        terminal.flush();
    }

    @Override
    public void job(String line) {
        reader.printAbove(line);
    }

    Session session() {
        return session;
    }

    /** Ends the session; the terminal stays open. */
    @Override
    public void close() {
        session.close();
    }
}
