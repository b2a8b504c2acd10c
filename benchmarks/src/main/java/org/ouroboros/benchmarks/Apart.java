// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps what different threads write apart in memory: objects that lie in one cache line would have it travel between the threads, by
 * the accident of where the last collection has put them.
 */
final class Apart {
    private static final int SPACE_BYTES = 256;
    private static final List<byte[]> SPACES = new ArrayList<>(); // kept, so that what they hold apart stays so

    private Apart() {}

    /** {@return a new object, with space around it} {@link #settle()} is to follow. */
    static synchronized <T> T make(Supplier<T> object) {
        SPACES.add(new byte[SPACE_BYTES]);
        T made = object.get();
        SPACES.add(new byte[SPACE_BYTES]);
        return made;
    }

    /** Moves what was made to where later collections leave it. The collector keeps the order. */
    static void settle() {
        System.gc();
    }
}
