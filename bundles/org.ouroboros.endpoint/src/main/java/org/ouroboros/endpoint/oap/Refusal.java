// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;

/** A step of an allocation that failed. Its message goes on after "the request" or "the answer". */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    Refusal(Reason reason, String problem) {
        super(problem);
        this.reason = reason;
    }

    Refusal(Reason reason, String problem, Exception cause) {
        super(problem + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
        this.reason = reason;
    }

    /** {@return the same as the user of the flow is told} */
    FlowRefused about(String subject) {
        FlowRefused refused = new FlowRefused(reason, subject + " " + getMessage());
        refused.initCause(getCause());
        return refused;
    }
}
