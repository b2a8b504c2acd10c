// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/**
 * A number that a component counts, since the system started unless its name says otherwise.
 *
 * @param component who counts, such as {@code flows} or {@code IPCP a}
 * @param name what is counted
 * @param value how many
 */
public record CounterInfo(String component, String name, long value) {}
