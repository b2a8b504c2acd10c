// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

/** The place where a policy was to be used is gone, as with a flow that has ended. It concerns no other slot. */
public final class SlotClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says which.
     *
     * @param slot what the slot belongs to
     */
    public SlotClosed(String slot) {
        super(slot + " is gone");
    }
}
