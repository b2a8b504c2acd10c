// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.util.Locale;

/** An allocation that failed. */
public final class FlowRefused extends FlowException {
    private static final long serialVersionUID = 1L;

    /** Why an allocation failed, with the code that says so on the wire (network specification, section 1.6). */
    public enum Reason {
        /** No such name is known to this system. */
        UNKNOWN_NAME(-1007),
        /** The name is known, but no process accepted in time. */
        NO_ACCEPTOR(-1000),
        /** No layer of this system reaches the name. */
        UNREACHABLE(-1003),
        /** The layer or the policies that are present cannot give the QoS that was asked for. */
        UNSUPPORTED_QOS(-95),
        /** A bound of this system was reached. */
        EXHAUSTED(-12),
        /** No answer came within the time-out. */
        TIMED_OUT(-110),
        /** The IPCP or layer that carried the request went away. */
        LAYER_DOWN(-1005),
        /** The peer refused without one of the reasons above. */
        REFUSED_BY_PEER(-1),
        /** Encryption could not be agreed on. */
        ENCRYPTION(-1008),
        /** A peer could not be authenticated. */
        AUTHENTICATION(-1009);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** {@return the response code on the wire, negative} */
        public int code() {
            return code;
        }

        /** {@return the reason as people read it} */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /**
         * Reads a response code of the wire.
         *
         * @param code a negative response code
         * @return the reason with that code, {@link #REFUSED_BY_PEER} for one that is not known
         */
        public static Reason ofCode(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            return REFUSED_BY_PEER;
        }
    }

    private final Reason reason;

    /**
     * Describes a refusal.
     *
     * @param reason why
     * @param message which name, and what would work
     */
    public FlowRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return why the flow was refused} */
    public Reason reason() {
        return reason;
    }
}
