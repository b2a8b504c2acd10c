// SPDX-License-Identifier: Apache-2.0
/**
 * A loop on virtual time, for tests and simulations.
 *
 * <p>Everything happens on one thread, in an order that follows from the seed; the clock moves from event to event and
 * nothing waits.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.loop.simulation;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
