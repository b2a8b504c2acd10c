// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.io.PrintStream;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One call of a command, by a session. */
@ProviderType
public interface Invocation {
    /** {@return the words after the name of the command, as they were typed; an object of a pipe is its name} */
    List<String> words();

    /** {@return what the command prints to, redirected and piped as the session says} */
    PrintStream out();

    /** {@return whether the session asked for JSON in place of text for people} */
    boolean json();

    /**
     * Prints one event of a longer run: its text, or the record in one line of JSON.
     *
     * @param event what happened
     * @param text the same for people
     */
    void report(Record event, String text);
}
