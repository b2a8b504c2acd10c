// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm.declaration;

/** A configuration that declares nothing that can be understood. The message names the key, the value and what would work. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
        super(message);
    }
}
