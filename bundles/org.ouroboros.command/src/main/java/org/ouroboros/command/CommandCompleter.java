// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Offers words for a command line: a service of the shell, used by what reads command lines. */
@ProviderType
public interface CommandCompleter {
    /**
     * Offers words for the next place of a command.
     *
     * @param words the words before, the name of the command first; none to be offered commands
     * @param prefix what the word begins with, possibly empty
     * @return words that begin with the prefix, sorted
     */
    List<Completion> complete(List<String> words, String prefix);
}
