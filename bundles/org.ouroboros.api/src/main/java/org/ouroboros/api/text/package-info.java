// SPDX-License-Identifier: Apache-2.0
/**
 * What operators write and read, whichever bundle it is for: settings, names, messages.
 *
 * <p>A mistake in one line of a configuration costs that line only. {@link org.ouroboros.api.text.Settings} reads what has a
 * default; what must be there is read by whoever knows what to do without it, with the help of
 * {@link org.ouroboros.api.text.UnknownKeys}.
 *
 * <p>What is shown is {@link org.ouroboros.api.text.PlainText}: names that operators give have no control characters, and those
 * that come out of a network are shown with escapes.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.api.text;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
