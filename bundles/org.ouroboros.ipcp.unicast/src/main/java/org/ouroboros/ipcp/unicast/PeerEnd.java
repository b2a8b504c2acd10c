// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

/**
 * The other end of a flow.
 *
 * @param address address of the member that has it
 * @param eid endpoint id there; 0 while it is not known
 */
record PeerEnd(long address, long eid) {}
