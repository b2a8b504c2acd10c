// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channel;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandSessionImpl;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.Statements.Condition;
import org.ouroboros.console.Statements.Statement;

/**
 * Executes command lines for one person or script, one at a time, and prints what they return or why they failed.
 *
 * <p>One thread executes; any thread interrupts and closes.
 */
final class Session implements AutoCloseable {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int INTERRUPTED = 130;

    private static final int MAX_STATUS = 255;

    /** Who gives a value a name does not ask to see it. */
    private static final Pattern ASSIGNMENT = Pattern.compile("\\s*[\\w.]+\\s*=(?!=)");

    private final Evaluation evaluation;
    private final Jobs jobs;
    private final PrintStream out;
    private final Reports reports;

    /** Of the last command. */
    private volatile int status = OK;

    private volatile boolean ended;

    /** What a session has to say itself, a line at a time. */
    interface Reports {
        /** A command has failed. */
        void failure(String line);

        /** A job was put in the background, or has ended there. Any thread. */
        void job(String line);
    }

    /**
     * Opens a session over streams that stay the caller's.
     *
     * @param processor Gogo's
     */
    Session(CommandProcessorImpl processor, InputStream in, OutputStream out, OutputStream err, Reports reports) {
        this.jobs = new Jobs(reports::job);
        this.out = new PrintStream(out, true);
        this.reports = reports;
        this.evaluation = new Evaluation(processor, in, this.out, new PrintStream(err, true), jobs);
        set("SCOPE", "ouroboros:gogo:*");
        set("gogo.option.noglob", true); // a bare '*' is a wildcard of ours, not one for file names
        set("exit", (Function) (_, arguments) -> {
            throw end(arguments);
        });
        setJobCommands();
    }

    /** Gogo's own {@code fg} leaves nobody who waits for the job. */
    private void setJobCommands() {
        set("fg", (Function) (_, arguments) -> {
            jobs.follow(arguments);
            return null;
        });
        set("kill", (Function) (_, arguments) -> {
            jobs.kill(arguments);
            return null;
        });
    }

    void set(String name, Object value) {
        evaluation.put(name, value);
    }

    /**
     * Executes commands, and returns when all that they started in the foreground has printed its last line. A failure ends
     * them, unless {@code ||} follows; {@code false} is one.
     *
     * @param commands one or more complete statements
     * @param origin where they are from, in front of an error; possibly empty
     * @return exit status
     */
    int execute(CharSequence commands, String origin) {
        jobs.begin();
        try {
            execute(Statements.of(commands), origin);
        } catch (SyntaxError e) {
            reports.failure(origin + Failures.line(e));
            status = FAILED;
        }
        return status;
    }

    private void execute(List<Statement> statements, String origin) {
        boolean succeeded = true;
        for (Statement statement : statements) {
            boolean due = switch (statement.condition()) {
                case NEXT, SUCCESS -> succeeded;
                case FAILURE -> !succeeded;
            };
            if (statement.condition() == Condition.NEXT && !succeeded) {
                return;
            }
            if (due) {
                succeeded = executeStatement(statement, origin) == OK;
                if (ended || status == INTERRUPTED) {
                    return;
                }
            }
        }
    }

    private int executeStatement(Statement statement, String origin) {
        Object result = null;
        Throwable failure = null;
        boolean interrupted;
        try {
            statement.wantJson().forEach(evaluation::requireJson);
            result = evaluation.execute(statement.text());
        } catch (Exception | LinkageError e) {
            failure = e;
        }
        try {
            interrupted = jobs.awaitForeground();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!ended) {
            boolean shown = !ASSIGNMENT.matcher(statement.text()).lookingAt();
            report(result, shown, failure, interrupted, origin);
            boolean failed = failure != null || jobs.error() != 0 || (shown && Boolean.FALSE.equals(result));
            status = interrupted ? INTERRUPTED : failed ? FAILED : OK;
        }
        return status;
    }

    private void report(
            @Nullable Object result, boolean shown, @Nullable Throwable failure, boolean interrupted, String origin) {
        if (failure == null) {
            evaluation.put("_", result);
            if (result != null && shown) {
                out.println(evaluation.format(result, Converter.INSPECT));
            }
        } else if (!(interrupted && Failures.isInterrupt(failure))) {
            reports.failure(origin + Failures.line(failure));
        }
    }

    /** Ends what runs in the foreground; it still prints its last lines. Any thread. */
    void interrupt() {
        jobs.interrupt();
    }

    /** Waits for the jobs in the background. */
    void awaitBackground() throws InterruptedException {
        jobs.awaitBackground();
    }

    /** Whether {@code exit} was called, or the session was closed. */
    boolean ended() {
        return ended;
    }

    /** Exit status of the last command, or what {@code exit} was given. */
    int status() {
        return status;
    }

    private Jobs.Interrupted end(List<Object> arguments) {
        if (!arguments.isEmpty()) {
            status = status(arguments.getFirst());
        }
        ended = true;
        return new Jobs.Interrupted();
    }

    private static int status(Object argument) {
        try {
            int status = Integer.parseInt(argument.toString());
            if (status >= 0 && status <= MAX_STATUS) {
                return status;
            }
        } catch (NumberFormatException word) {
            // as wrong as a number that is too large
        }
        throw new IllegalArgumentException("exit status '" + argument + "'; use a number from 0 to " + MAX_STATUS);
    }

    /** Takes no more commands; the one that runs goes on. Any thread. */
    void end() {
        ended = true;
    }

    /** Whether the current thread works for a command of this session. */
    boolean isWorking() {
        return jobs.isWorking();
    }

    /** Interrupts all that the session runs, in the background too, and takes no more commands. */
    @Override
    public void close() {
        ended = true;
        jobs.close();
        evaluation.close();
    }

    /** Gogo's evaluation, which tells its threads apart and keeps its streams. */
    private static final class Evaluation extends CommandSessionImpl {
        private static final String OURS = "ouroboros:";

        private final CommandProcessorImpl processor;
        private final Jobs jobs;

        Evaluation(CommandProcessorImpl processor, InputStream in, PrintStream out, PrintStream err, Jobs jobs) {
            super(processor, in, out, err);
            this.processor = processor;
            this.jobs = jobs;
            channels = new Channel[] {StreamChannel.of(in), StreamChannel.of(out), StreamChannel.of(err)};
            setJobListener(jobs);
        }

        /** Commands of Gogo would take it for something else. */
        void requireJson(String command) {
            String name = command.substring(command.indexOf(':') + 1);
            Set<String> commands = processor.getCommands();
            boolean ours = command.equals(name) ? commands.contains(OURS + name) : command.equals(OURS + name);
            if (!ours && commands.stream().anyMatch(known -> known.endsWith(":" + name))) {
                throw new IllegalArgumentException(command + " takes no --json; the commands that help lists take it");
            }
        }

        /** Asked for {@code echo} by the thread that is about to evaluate a statement. */
        @Override
        public @Nullable Object get(String name) {
            if ("echo".equals(name)) {
                jobs.work();
            }
            return super.get(name);
        }
    }
}
