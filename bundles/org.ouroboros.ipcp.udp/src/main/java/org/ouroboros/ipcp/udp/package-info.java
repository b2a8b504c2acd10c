// SPDX-License-Identifier: Apache-2.0
/**
 * Layers over UDP: the types {@code udp4} and {@code udp6} (network specification, section 2).
 *
 * <p>A {@link org.ouroboros.ipcp.udp.UdpIpcp} that joined a layer has a {@link org.ouroboros.ipcp.udp.Membership}: a
 * {@link org.ouroboros.ipcp.udp.DatagramPort port}, a {@link org.ouroboros.ipcp.udp.FlowTable table} of flows, and what is being
 * allocated, as {@link org.ouroboros.ipcp.udp.Requests} of its own and {@link org.ouroboros.ipcp.udp.Arrivals} of peers. Ports
 * come from a {@link org.ouroboros.ipcp.udp.Network}: sockets, or memory where the loop is a simulation. Everything is confined to
 * the loop of the IPCP.
 */
@NullMarked
package org.ouroboros.ipcp.udp;

import org.jspecify.annotations.NullMarked;
