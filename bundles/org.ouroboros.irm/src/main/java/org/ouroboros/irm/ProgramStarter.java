// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;

/** Starts programs. */
@FunctionalInterface
interface ProgramStarter {
    /**
     * Starts a program. Called off the loop; may block.
     *
     * @param program symbolic name of a bundle
     * @param arguments its arguments
     * @throws Exception if it cannot be started; the message says why
     */
    void start(String program, List<String> arguments) throws Exception;
}
