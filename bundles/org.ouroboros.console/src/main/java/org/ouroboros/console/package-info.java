// SPDX-License-Identifier: Apache-2.0
/**
 * The consoles of a system: the shells that attach to it, that of its own terminal among them.
 *
 * <p>A {@link org.ouroboros.console.Session} executes command lines
 * and scripts: Gogo's evaluation, with interrupts that wait for the last line, reports of background jobs, and errors of one
 * line. A {@link org.ouroboros.console.Prompt} reads its lines from a terminal, a {@link org.ouroboros.console.Script} from a
 * program text. An {@link org.ouroboros.console.AttachServer} gives each
 * {@linkplain org.ouroboros.console.AttachedShell attached shell} one of its own, over the frames of
 * {@link org.ouroboros.console.wire}.
 */
@NullMarked
package org.ouroboros.console;

import org.jspecify.annotations.NullMarked;
