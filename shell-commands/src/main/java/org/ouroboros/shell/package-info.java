// SPDX-License-Identifier: Apache-2.0
/**
 * The shell: commands, their help, their completion. The commands are presentation over
 * {@link org.ouroboros.api.irm.Irm}, and nothing else.
 *
 * <p>{@link org.ouroboros.shell.ShellFunctions} makes every {@link org.ouroboros.command.ShellCommand} a function of Gogo:
 * those of {@link org.ouroboros.shell.Commands}, and those that other bundles register. They return objects;
 * {@link org.ouroboros.shell.ResultConverter} shows them as tables, {@link org.ouroboros.shell.Json} for programs.
 *
 * <p>{@link org.ouroboros.shell.IrmCommand} reads the command lines of the {@code irm} tool. They form a tree of
 * {@link org.ouroboros.shell.Keyword}s: a {@link org.ouroboros.shell.Group} has further keywords, a
 * {@link org.ouroboros.shell.Verb} has a {@linkplain org.ouroboros.shell.Grammar form} and an action.
 */
@NullMarked
package org.ouroboros.shell;

import org.jspecify.annotations.NullMarked;
