// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;

/**
 * What all consoles of a system share.
 *
 * @param processor Gogo's, with the commands
 * @param completion offers words at a prompt
 * @param history file that keeps the command lines of prompts
 */
record Workplace(CommandProcessorImpl processor, CommandCompletion completion, Optional<Path> history) {}
