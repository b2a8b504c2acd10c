// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

/** Who asks for flows: told apart by identity, since two users may have one label. */
final class FlowOwner {
    private final String label;

    FlowOwner(String label) {
        this.label = label;
    }

    /** {@return what it is called, for people} */
    String label() {
        return label;
    }
}
