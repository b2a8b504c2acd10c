// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.felix.gogo.jline.Posix;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/** Gogo's commands for text and files, which fail as other commands do instead of printing what was thrown. */
public final class TextCommands extends Posix {
    /** The option of grep that asks for a count, alone or among others. */
    private static final Pattern COUNT = Pattern.compile("--count|-[a-z]*c[a-z]*");

    TextCommands(CommandProcessor processor) {
        super(processor);
    }

    /**
     * Runs the command that the first word names; Gogo looks for this method.
     *
     * @param session the caller's
     * @param words the command line
     */
    @Override
    public void _main(CommandSession session, String[] words) {
        Process process = Process.Utils.current();
        try {
            run(session, process, words);
        } catch (HelpException help) {
            process.err().println(help.getMessage());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new UndeclaredThrowableException(e);
        }
    }

    @Override
    protected void grep(CommandSession session, Process process, String[] words) throws Exception {
        if (Arrays.stream(words).skip(1).anyMatch(TextCommands::asksForCount)) {
            throw new IllegalArgumentException("grep: Gogo's counts no lines; use 'grep PATTERN | wc -l'"); // it says 0
        }
        try {
            super.grep(session, process, words);
        } catch (PatternSyntaxException e) {
            String pattern = Arrays.stream(words)
                    .skip(1)
                    .filter(word -> !word.startsWith("-") && e.getPattern().contains(word))
                    .findFirst()
                    .orElse(e.getPattern());
            throw new IllegalArgumentException(
                    "grep: '" + pattern + "' is no regular expression: " + e.getDescription());
        }
    }

    private static boolean asksForCount(String word) {
        return COUNT.matcher(word).matches();
    }
}
