// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import org.ouroboros.api.text.PlainText;

/** What a network did to a flow. Every subtype's message names the flow and says why. */
public abstract sealed class FlowException extends RuntimeException
        permits FlowRefused, FlowDown, FlowTimedOut, MessageTooLarge {
    private static final long serialVersionUID = 1L;

    FlowException(String message) {
        super(PlainText.of(message));
    }
}
