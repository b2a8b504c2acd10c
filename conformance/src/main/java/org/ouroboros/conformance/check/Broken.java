// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

/** A policy does not do what it has to. The message says what, for the author of the policy. */
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what.
     *
     * @param message what the policy does, and what it should do
     */
    public Broken(String message) {
        super(message);
    }

    /**
     * Requires something of a policy.
     *
     * @param holds whether the policy does so
     * @param otherwise what is wrong if it does not
     */
    public static void unless(boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(otherwise);
        }
    }

    /**
     * Requires that a policy answers.
     *
     * @param answer what it answered
     * @param method what was called
     * @param <T> type of the answer
     * @return the answer
     */
    public static <T> T unlessNull(T answer, String method) {
        unless(answer != null, method + " answers null");
        return answer;
    }
}
