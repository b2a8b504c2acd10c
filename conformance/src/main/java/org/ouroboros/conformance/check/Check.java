// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

/**
 * A check of policies of one kind, which needs nothing but the policy.
 *
 * @param name what is checked, such as {@code contract: next hops}
 * @param body the check
 * @param <P> type of the policies
 */
public record Check<P>(String name, Body<P> body) {
    /**
     * What is looked at.
     *
     * @param <P> type of the policies
     */
    @FunctionalInterface
    public interface Body<P> {
        /**
         * Checks a policy.
         *
         * @param policy the policy
         * @param other a policy of ours that it may replace, and that may replace it; where there is none, the policy itself
         * @return what there is to say of it, for people; may be empty
         * @throws Exception which the policy has thrown, or {@link Broken}
         */
        String look(P policy, P other) throws Exception;
    }

    /**
     * What a policy does by itself.
     *
     * @param <P> type of the policies
     */
    @FunctionalInterface
    public interface Contract<P> {
        /**
         * Checks a policy.
         *
         * @param policy the policy
         * @throws Exception which the policy has thrown, or {@link Broken}
         */
        void look(P policy) throws Exception;
    }

    /**
     * A check of the contract of a kind.
     *
     * @param what what is checked
     * @param contract the check
     * @param <P> type of the policies
     * @return the check
     */
    public static <P> Check<P> contract(String what, Contract<P> contract) {
        return new Check<>("contract: " + what, (policy, _) -> {
            contract.look(policy);
            return "";
        });
    }

    /**
     * A check of how a policy hands over.
     *
     * @param what what is checked
     * @param body the check
     * @param <P> type of the policies
     * @return the check
     */
    public static <P> Check<P> handOver(String what, Body<P> body) {
        return new Check<>("hand-over: " + what, body);
    }
}
