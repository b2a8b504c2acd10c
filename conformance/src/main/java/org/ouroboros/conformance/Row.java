// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance;

/**
 * A line of a report.
 *
 * @param kind kind of the policy; empty for the bundle as a whole
 * @param policy name of the policy; empty for the bundle as a whole
 * @param check what was checked
 * @param result what came of it
 */
record Row(String kind, String policy, String check, Result result) {
    boolean failed() {
        return result instanceof Result.Failed;
    }
}
