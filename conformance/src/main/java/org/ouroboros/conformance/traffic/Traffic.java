// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.io.Closeable;
import org.ouroboros.testing.Passage;

/** What passes where a policy is in use. */
interface Traffic extends Closeable {
    /** Counts from now on, and begins to pass. */
    void begin();

    /** Passes no more, and waits for what is on the way; {@return what came of it} */
    Passage end() throws Exception;

    /** {@return what passes, for people, such as {@code packets}} */
    String unit();

    @Override
    void close();
}
