// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ouroboros.api.irm.SwapStep;

/** What the systems of members say to each other of a swap of their layer. */
sealed interface LayerWord {
    /** {@return number of the swap, drawn by the one that coordinates it} */
    long swap();

    /**
     * What is swapped.
     *
     * @param kind kind of the policy
     * @param policy name of the policy
     * @param watchMs how long it is watched
     * @param by who asked for it, and where
     */
    record Terms(String kind, String policy, long watchMs, String by) {}

    /** How far a member is. */
    enum Standing {
        /** It knows of no such swap: it has forgotten, as after a restart, or never knew. */
        UNKNOWN,
        /** Successors are being opened. */
        PREPARING,
        /** Successors are ready to take over. */
        PREPARED,
        /** Successors take over. */
        COMMITTING,
        /** Successors are in use. It takes them back when it loses the coordinator. */
        WATCHED,
        /** Successors are in use. It has promised to accept or to take back, whatever is decided, and does neither alone. */
        READY,
        /** Predecessors are closed, and the successors are what the system begins with when it starts again. */
        ACCEPTED,
        /** It was to accept, and what the successors were in use for is gone. */
        LOST,
        /** Predecessors are in use, and stay so. */
        TAKEN_BACK;

        /** {@return the standing as people read it} */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** {@return whether nothing changes any more} */
        boolean ended() {
            return isAccepted() || this == TAKEN_BACK;
        }

        /** {@return whether it knows that the swap was accepted} */
        boolean isAccepted() {
            return this == ACCEPTED || this == LOST;
        }
    }

    /** What a member is told to do. It says how far it is, and if it is there already does nothing else. */
    enum Act {
        /** Open successors. */
        PREPARE,
        /** Put them in use. */
        COMMIT,
        /** Promise to do what will be decided. */
        PROMISE,
        /** It was decided: close what was in use before. */
        ACCEPT,
        /** It was decided: put back what was in use before. */
        TAKE_BACK;

        /** {@return whether it tells what was decided} */
        boolean decides() {
            return this == ACCEPT || this == TAKE_BACK;
        }
    }

    /** Asks who understands this, and uses what. */
    record Probe(long swap, String kind, String policy) implements LayerWord {}

    /**
     * Answers a probe.
     *
     * @param ipcp name of the member's IPCP
     * @param uses whether it uses that policy
     * @param prototypes addresses of neighbours that are members of the C prototype
     */
    record Here(long swap, String ipcp, boolean uses, List<Long> prototypes) implements LayerWord {}

    /** Asks what a swap would do. */
    record Inquiry(long swap, Terms terms) implements LayerWord {}

    /**
     * Answers an inquiry.
     *
     * @param steps what it would do
     * @param refusal why it is impossible, if it is without a look at the steps
     */
    record Outlook(long swap, List<SwapStep> steps, Optional<String> refusal) implements LayerWord {}

    /**
     * Tells a member what to do.
     *
     * @param act what
     * @param terms what is swapped
     * @param coordinator address of the one that coordinates the swap
     * @param members addresses of all that take part
     * @param why why it was decided so, for people
     */
    record Order(long swap, Act act, Terms terms, long coordinator, List<Long> members, String why)
            implements LayerWord {}

    /** Asks how far a member is. */
    record Question(long swap) implements LayerWord {}

    /**
     * Says how far a member is.
     *
     * @param why why, for people
     */
    record Report(long swap, Standing standing, String why) implements LayerWord {}

    /**
     * Asks the coordinator to end a swap.
     *
     * @param accept whether it is to be accepted
     * @param by who asks for it, and where
     */
    record Plea(long swap, boolean accept, String by) implements LayerWord {}
}
