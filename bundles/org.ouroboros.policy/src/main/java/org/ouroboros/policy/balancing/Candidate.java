// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.balancing;

/**
 * A process that can take a flow.
 *
 * @param process its number; processes that come later have higher numbers
 * @param flows number of flows that it holds
 * @param limit number of flows that it holds at most, more than {@code flows}
 */
public record Candidate(long process, int flows, int limit) {}
