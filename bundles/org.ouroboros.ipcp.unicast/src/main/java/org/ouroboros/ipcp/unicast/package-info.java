// SPDX-License-Identifier: Apache-2.0
/**
 * The IPCP type {@code unicast}: a layer over flows of lower layers (network specification, sections 4 to 9).
 *
 * <p>An IPCP becomes a {@link org.ouroboros.ipcp.unicast.Member} by bootstrap or enrolment. A member has an address and a few components, each
 * with one job: the {@link org.ouroboros.ipcp.unicast.ConnectionManager} makes connections between components of neighbours out of N-1 flows;
 * {@link org.ouroboros.ipcp.unicast.LinkState} tells everybody of the member's links, over management connections;
 * {@link org.ouroboros.ipcp.unicast.Routing} has routes computed of them; {@link org.ouroboros.ipcp.unicast.DataTransfer} sends, relays and
 * delivers packets over data-transfer connections; the {@link org.ouroboros.ipcp.unicast.FlowAllocator} has the flows, and the
 * {@link org.ouroboros.ipcp.unicast.NameDirectory} knows where names are registered. All of it lives on the loop of the IPCP.
 */
@NullMarked
package org.ouroboros.ipcp.unicast;

import org.jspecify.annotations.NullMarked;
