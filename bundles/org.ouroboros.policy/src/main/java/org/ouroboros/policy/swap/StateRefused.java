// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

/** A policy cannot go on from the state of the one that it is to replace. Nothing was changed. */
public final class StateRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message what cannot be taken over, for people
     */
    public StateRefused(String message) {
        super(message);
    }

    /**
     * Has a policy look at a state.
     *
     * @param policy the policy
     * @param state what it would take over
     * @param <S> type of the state
     * @throws StateRefused if it does not take a state of that version, or says so
     */
    public static <S extends State> void check(Replaceable<S> policy, S state) {
        int taken = policy.stateVersion();
        if (state.version() > taken) {
            throw new StateRefused("it takes " + state.getClass().getSimpleName() + " up to version " + taken
                    + ", and this one has version " + state.version());
        }
        policy.examine(state);
    }
}
