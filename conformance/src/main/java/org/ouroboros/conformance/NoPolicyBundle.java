// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

/** A file has nothing to check. The message says why. */
final class NoPolicyBundle extends Exception {
    private static final long serialVersionUID = 1L;

    NoPolicyBundle(String message) {
        super(message);
    }
}
