// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.NameHash;

/** A name in the layer of one IPCP, as far as it is wanted. Confined to the loop. */
final class Registration {
    private final boolean requested;
    private @Nullable NameHash hash;
    private @Nullable Ipcp member; // that was asked
    private boolean holds;

    /**
     * Something wanted.
     *
     * @param requested whether somebody asked for just this one; else it is wanted as long as a declaration fits
     */
    Registration(boolean requested) {
        this.requested = requested;
    }

    boolean requested() {
        return requested;
    }

    /** {@return the hash by which a member has it or is asked for it; null while none is} */
    @Nullable
    NameHash hash() {
        return hash;
    }

    boolean holds() {
        return holds;
    }

    /** {@return whether a member has to be asked, since none has it and none was asked} */
    boolean isMissing() {
        return member == null;
    }

    boolean isAskedOf(Ipcp asked) {
        return member == asked;
    }

    void asked(Ipcp asked, NameHash by) {
        member = asked;
        hash = by;
    }

    void confirmed() {
        holds = true;
    }

    /** The member is gone, or refused. */
    void lost() {
        member = null;
        hash = null;
        holds = false;
    }
}
