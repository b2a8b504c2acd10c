// SPDX-License-Identifier: Apache-2.0
/**
 * The loops that IPCPs live on, with their environment: timers, clocks and randomness.
 *
 * <p>A loop owns the state of its IPCPs and of the flow ends above them: single writer, no locks, no blocking. There are two
 * kinds: event loops, obtained from the service {@link org.ouroboros.loop.IpcpLoops}, and
 * {@code org.ouroboros.loop.simulation.SimulatedLoop}, on which thousands of systems run on virtual time, from a seed,
 * with the same result every time. Whatever runs on a loop takes time and randomness from it, never from the JDK.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.loop;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
