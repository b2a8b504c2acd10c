// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

/**
 * How a run went.
 *
 * @param name the name that was pinged
 * @param end why it ended
 * @param sent number of pings sent
 * @param received number of replies
 */
record OpingResult(String name, End end, int sent, int received) {

    /** Why a run ended. */
    enum End {
        /** All pings were answered. */
        ANSWERED,
        /** Nothing came from the server for too long. */
        TIMED_OUT,
        /** The flow went down. */
        FLOW_DOWN,
        /** This side gave the flow up. */
        GIVEN_UP
    }

    /**
     * Tells success from failure.
     *
     * @throws OpingFailed if it was neither this side that ended the run, nor the last reply
     */
    void check() {
        String problem = switch (end) {
            case ANSWERED, GIVEN_UP -> "";
            case TIMED_OUT -> name + " timed out";
            case FLOW_DOWN -> "the flow to " + name + " went down";
        };
        if (!problem.isEmpty()) {
            throw new OpingFailed(problem + ": " + received + " of " + sent + " pings were answered");
        }
    }
}
