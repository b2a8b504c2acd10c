// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.policy.swap.Replaceable;
import org.ouroboros.policy.swap.State;
import org.ouroboros.policy.swap.StateRefused;

/** How states go from a policy to its successor, as far as that is the same for all kinds. */
final class HandOver {
    private HandOver() {}

    /** What is handed over by a policy. */
    @FunctionalInterface
    interface Left<P, S extends State> {
        S by(P policy) throws Exception;
    }

    /** What becomes of a state. */
    @FunctionalInterface
    interface Taken<P, S extends State> {
        /** Goes on from the state; the policy has examined it before. */
        void over(P policy, S state) throws Exception;
    }

    /** A policy says which versions of the state it takes, and names none that it cannot know. */
    static <P extends Replaceable<?>> Check<P> version(int newest) {
        return Check.handOver("version", (policy, _) -> {
            int taken = policy.stateVersion();
            Broken.unless(taken == policy.stateVersion(), "stateVersion() answers now this, now that");
            Broken.unless(
                    taken >= 1 && taken <= newest,
                    "takes states up to version " + taken + ", and there are 1 to " + newest
                            + ": it would be given what it does not know; stateVersion() returns the VERSION of the"
                            + " record");
            return "up to version " + taken;
        });
    }

    /** A policy goes on from what it left itself. */
    static <S extends State, P extends Replaceable<S>> Check<P> own(Left<P, S> left, Taken<P, S> taken) {
        return Check.handOver("own state", (policy, _) -> {
            S state = left.by(policy);
            try {
                StateRefused.check(policy, state);
                taken.over(policy, state);
            } catch (StateRefused refused) {
                throw new Broken("refuses its own state: " + refused.getMessage());
            }
            return state.summary();
        });
    }

    /** A policy goes on from what one of ours left, or says why it cannot. */
    static <S extends State, P extends Replaceable<S>> Check<P> in(Left<P, S> left, Taken<P, S> taken) {
        return Check.handOver("in", (policy, other) -> {
            S state = left.by(other);
            try {
                StateRefused.check(policy, state);
            } catch (StateRefused refused) {
                return refusal(refused);
            }
            taken.over(policy, state);
            return state.summary();
        });
    }

    /** {@return how a refusal is told} It needs a reason. */
    static String refusal(StateRefused refused) {
        String reason = refused.getMessage();
        Broken.unless(reason != null && !reason.isBlank(), "refuses a state without a reason");
        return "refused: " + reason;
    }

    /** A policy of ours goes on from what it left. */
    static <S extends State, P extends Replaceable<S>> Check<P> out(Left<P, S> left, Taken<P, S> taken) {
        return Check.handOver("out", (policy, other) -> {
            S state = left.by(policy);
            try {
                StateRefused.check(other, state);
                taken.over(other, state);
            } catch (StateRefused refused) {
                throw new Broken("leaves a state that a policy of ours refuses: " + refused.getMessage());
            }
            return state.summary();
        });
    }
}
