// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How threads wait for each other. */
@State(Scope.Benchmark)
public class Waiting {
    static final String BLOCKING = "blocking";
    static final String SPINNING = "spinning";

    /** One of the two above. */
    @Param({BLOCKING, SPINNING})
    public String how = BLOCKING;

    boolean spins() {
        return how.equals(SPINNING);
    }
}
