// SPDX-License-Identifier: Apache-2.0
/**
 * The local layer: flows between processes of one system (network specification, 11.2).
 *
 * <p>Every IPCP is a layer of its own. A {@link org.ouroboros.ipcp.local.LocalFlow flow} is a pair of ends that hand each
 * other's packets to their users, unchanged, in order and without loss, in plain calls on the loop of the IPCP.
 * A {@link org.ouroboros.ipcp.local.Delivery} keeps two users that answer each other from recursing.
 */
@NullMarked
package org.ouroboros.ipcp.local;

import org.jspecify.annotations.NullMarked;
