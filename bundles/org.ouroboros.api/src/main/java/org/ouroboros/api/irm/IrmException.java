// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import org.ouroboros.api.text.PlainText;

/** A management request that was not carried out. Nothing was changed; the message says what would work. */
public final class IrmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Kinds of failures. */
    public enum Problem {
        /** No such IPCP, name, type, policy, program or process. */
        UNKNOWN,
        /** An object of that name is there already. */
        EXISTS,
        /** A value is malformed or out of range. */
        INVALID,
        /** The object is in a state in which this cannot be done. */
        WRONG_STATE,
        /** Something that is needed is not present. */
        UNAVAILABLE,
        /** It took too long and was given up. */
        TIMED_OUT
    }

    private final Problem problem;

    /**
     * Describes a failure.
     *
     * @param problem what kind it is
     * @param message the thing, the value, and what would work; it is made plain
     */
    public IrmException(Problem problem, String message) {
        super(PlainText.of(message));
        this.problem = problem;
    }

    /** {@return what kind of failure it is} */
    public Problem problem() {
        return problem;
    }
}
