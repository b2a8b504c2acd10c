// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

/**
 * What passed at one end of a flow since it was allocated.
 *
 * @param sentPackets messages written
 * @param sentBytes bytes written
 * @param receivedPackets messages delivered to the user
 * @param receivedBytes bytes delivered to the user
 * @param dropped packets that this end had to drop
 */
public record FlowCounters(long sentPackets, long sentBytes, long receivedPackets, long receivedBytes, long dropped) {}
