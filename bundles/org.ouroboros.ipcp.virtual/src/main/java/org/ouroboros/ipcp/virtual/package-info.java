// SPDX-License-Identifier: Apache-2.0
/**
 * The virtual layer: an impaired link in memory, for tests and for who wants to see a bad network.
 *
 * <p>The IPCPs that are bootstrapped into the same layer name, in one JVM and on one loop, are the members of a
 * {@link org.ouroboros.ipcp.virtual.VirtualLink link}. What a member sends to another one passes a
 * {@link org.ouroboros.ipcp.virtual.Direction}, which loses, duplicates, reorders, delays and paces packets as the
 * {@link org.ouroboros.ipcp.virtual.Impairments} say, from a random generator of its own: the same seed gives the same packets.
 * Allocation takes the control path of the direction, which delays but loses nothing.
 */
@NullMarked
package org.ouroboros.ipcp.virtual;

import org.jspecify.annotations.NullMarked;
