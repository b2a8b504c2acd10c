// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import java.io.IOException;

/** Bytes that are no frame. */
public final class MalformedFrame extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFrame(String message) {
        super(message);
    }
}
