// SPDX-License-Identifier: Apache-2.0
/**
 * Routing SPI: which neighbours lead to which members of a unicast layer.
 *
 * <p>The IPCP keeps the link-state database and floods it (network specification, section 9); a policy computes next hops from a
 * snapshot of it, off the loop, and keeps nothing. A swap is one more computation.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.ouroboros.policy.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
