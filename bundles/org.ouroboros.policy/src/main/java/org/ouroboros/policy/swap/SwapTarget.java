// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

/**
 * A policy to be put in use in a slot.
 *
 * @param slot the slot
 * @param policy name of the policy
 */
public record SwapTarget(SwapSlot slot, String policy) {}
