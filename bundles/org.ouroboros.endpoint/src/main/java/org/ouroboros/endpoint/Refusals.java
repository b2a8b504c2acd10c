// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.CompletionException;
import org.ouroboros.api.FlowRefused;

/** Finds the refusal in what a future failed with. */
final class Refusals {
    private Refusals() {}

    static FlowRefused asRefused(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof FlowRefused refused
                ? refused
                : new FlowRefused(FlowRefused.Reason.UNSUPPORTED_QOS, "the flow cannot be protected: " + cause);
    }
}
