// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

/** What came of a check. */
sealed interface Result {
    /** {@return one word or two for it} */
    String label();

    /** {@return what there is to say of it, for people; may be empty} */
    String detail();

    /** The policy does as it should. */
    record Passed(String detail) implements Result {
        @Override
        public String label() {
            return "passed";
        }
    }

    /**
     * It does not.
     *
     * @param hangs whether it did not end
     */
    record Failed(String detail, boolean hangs) implements Result {
        @Override
        public String label() {
            return "FAILED";
        }
    }

    /** What it needs had failed before. */
    record NotTried(String detail) implements Result {
        @Override
        public String label() {
            return "not tried";
        }
    }
}
