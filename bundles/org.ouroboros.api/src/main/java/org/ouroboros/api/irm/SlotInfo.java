// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

/**
 * A policy slot: a place where a policy is in use.
 *
 * @param slot what the slot belongs to, such as {@code name oping}
 * @param kind kind of policy it takes
 * @param wanted name of the policy it is set to
 * @param inUse the policy in use, with its bundle and version, or the stand-in while the wanted one is absent
 * @param generation number of times the policy in use was exchanged
 * @param latest outcome of the latest exchange
 */
public record SlotInfo(String slot, String kind, String wanted, String inUse, long generation, String latest) {}
