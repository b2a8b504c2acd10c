// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A command of the shell. A thread-safe service: sessions run it side by side. */
@ConsumerType
public interface ShellCommand {
    /** {@return what there is to say about it} Its name is the function. */
    Manual manual();

    /**
     * Carries the command out, on a thread that may block. Ctrl-C interrupts that thread; the command then ends, and says
     * what it has to say first.
     *
     * @param invocation what was asked for, and by whom
     * @return what the shell prints, or hands to the next command of a pipe; {@code null} for nothing
     * @throws CommandFailed if it is not carried out; its message is the one line that the operator reads
     * @throws Exception if it failed in a way that the command did not foresee
     */
    @Nullable
    Object run(Invocation invocation) throws Exception;

    /**
     * Offers words for the next place. Without it the manual's options, and values by their subject, are offered.
     *
     * @param words the words before, after the name of the command
     * @param prefix what the word begins with, possibly empty
     * @return words that begin with the prefix; {@code null} to have the manual asked
     */
    default @Nullable List<Completion> complete(List<String> words, String prefix) {
        return null;
    }
}
