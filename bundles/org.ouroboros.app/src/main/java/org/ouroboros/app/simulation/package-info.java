// SPDX-License-Identifier: Apache-2.0
/**
 * Flows without a network, for tests of applications.
 *
 * <p>A {@link org.ouroboros.app.simulation.ScriptedFlow} serves one thread on virtual time: waiting moves its clock. An
 * {@link org.ouroboros.app.simulation.AnsweringFlow} serves a reader and a writer, and code of the test answers. A
 * {@link org.ouroboros.app.simulation.RecordedInvocation} keeps what a command printed.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.app.simulation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
