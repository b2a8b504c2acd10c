// SPDX-License-Identifier: Apache-2.0
/**
 * SPI of the shell's commands.
 *
 * <p>A {@link org.ouroboros.command.ShellCommand} registered as a service becomes a function of the shell. Its
 * {@link org.ouroboros.command.Manual} is all that there is to say about it: {@link org.ouroboros.command.Given} sorts out
 * words by it, the help prints it, the completion offers it, and the reference is generated from it. What a command says
 * goes through its {@link org.ouroboros.command.Invocation}, as text for people or as JSON for programs.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.command;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
