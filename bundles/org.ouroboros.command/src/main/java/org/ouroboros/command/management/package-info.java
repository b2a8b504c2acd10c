// SPDX-License-Identifier: Apache-2.0
/**
 * What it takes to manage a running system.
 *
 * <p>A bundle declares itself by the capability {@value org.ouroboros.command.management.ManagementBundles#CAPABILITY}; all
 * that it is wired to is needed with it. The shell does not stop such bundles, and the launcher sees to it that they are there
 * whenever a system starts.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.command.management;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
