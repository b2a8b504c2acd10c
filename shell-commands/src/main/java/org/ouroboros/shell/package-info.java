// SPDX-License-Identifier: Apache-2.0
/**
 * Shell commands: presentation over {@link org.ouroboros.api.irm.Irm}, and nothing else.
 *
 * <p>{@link org.ouroboros.shell.IrmCommand} reads the command lines of the {@code irm} tool. They form a tree of
 * {@link org.ouroboros.shell.Command}s: a {@link org.ouroboros.shell.Group} has further commands, a
 * {@link org.ouroboros.shell.Verb} has a {@link org.ouroboros.shell.Syntax} and an action.
 * {@link org.ouroboros.shell.OuroborosCommands} prints what a system consists of. What fails is a
 * {@link org.ouroboros.shell.CommandFailed}: one line.
 */
@NullMarked
package org.ouroboros.shell;

import org.jspecify.annotations.NullMarked;
