// SPDX-License-Identifier: Apache-2.0
/**
 * Forwarding SPI (PFF): which of the next hops to a destination a packet takes.
 *
 * <p>The IPCP keeps the forwarding table, which routing fills; a policy chooses for each packet, on the loop, and keeps nothing.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.forwarding;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
