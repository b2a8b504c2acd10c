// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.jspecify.annotations.Nullable;

/** A program text: executed statement by statement as it is read, up to the first failure. */
final class Script {
    /** The most characters of one statement. */
    private static final int MAX_STATEMENT = 1 << 20;

    private final Session session;
    private final String name;
    private final BufferedReader text;
    private final PrintStream err;

    private int line;

    /**
     * @param name what errors are reported under, with the line; if empty, they stand alone
     * @param err takes errors of the text itself
     */
    Script(Session session, String name, BufferedReader text, PrintStream err) {
        this.session = session;
        this.name = name;
        this.text = text;
        this.err = err;
    }

    /**
     * Runs to the end, and waits for what was started in the background.
     *
     * @return exit status
     * @throws IOException if the text cannot be read
     */
    int run() throws IOException, InterruptedException {
        while (!session.ended()) {
            int first = line + 1;
            String statements = read();
            if (statements == null) {
                session.awaitBackground();
                return session.status();
            }
            String origin = name.isEmpty() ? "" : name + ":" + first + ": ";
            if (statements.length() > MAX_STATEMENT) {
                err.println(origin + "a statement of more than " + MAX_STATEMENT + " characters");
                return Session.FAILED;
            }
            if (session.ended() || session.execute(statements, origin) != Session.OK) {
                break;
            }
        }
        return session.status();
    }

    /** The next lines that are complete statements, or what is left of the text; {@code null} at its end. */
    private @Nullable String read() throws IOException {
        StringBuilder statements = new StringBuilder();
        String next;
        while (statements.length() <= MAX_STATEMENT && (next = nextLine()) != null) {
            line++;
            statements.append(next).append('\n');
            if (isComplete(statements)) {
                return statements.toString();
            }
        }
        return statements.isEmpty() ? null : statements.toString();
    }

    /** The next line, as far as it may be long; {@code null} at the end of the text. */
    private @Nullable String nextLine() throws IOException {
        StringBuilder characters = new StringBuilder();
        int next = text.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n' && characters.length() <= MAX_STATEMENT) {
            characters.append((char) next);
            next = text.read();
        }
        return characters.toString();
    }

    /** Whether no quote, brace or pipe is open; what is wrong is complete. */
    private static boolean isComplete(CharSequence statements) {
        try {
            new Parser(statements).program();
            return true;
        } catch (EOFError open) {
            return false;
        } catch (SyntaxError wrong) {
            return true;
        }
    }
}
