// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

/** A system of ours lost what was sent. It is no {@link AssertionError}, so that nobody tries again. */
final class LostHere extends Exception {
    private static final long serialVersionUID = 1L;

    LostHere(String how) {
        super(how);
    }
}
