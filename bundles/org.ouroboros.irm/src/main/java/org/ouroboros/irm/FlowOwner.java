// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

/** Who asks for flows: told apart by identity, since two users may have one label. Confined to the loop. */
final class FlowOwner {
    private final String label;
    private boolean gone;

    FlowOwner(String label) {
        this.label = label;
    }

    /** {@return what it is called, for people} */
    String label() {
        return label;
    }

    /** {@return whether it was reclaimed, and gets no flow any more} */
    boolean isGone() {
        return gone;
    }

    void goes() {
        gone = true;
    }

    @Override
    public String toString() {
        return label;
    }
}
