// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

/** Measures one part of a system. Another bench is another class of this, and its place in {@link Main}. */
interface Bench {
    /** {@return what it is asked for by} */
    String name();

    /** {@return what it measures, in a line} */
    String about();

    /**
     * Measures.
     *
     * @param report takes each figure as soon as it is there
     * @throws Exception if there is no figure; its message says why
     */
    void run(Report report) throws Exception;
}
