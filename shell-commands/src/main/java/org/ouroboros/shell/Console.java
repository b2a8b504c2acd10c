// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.PrintStream;
import java.util.function.BiConsumer;
import org.apache.felix.service.command.Process;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;

/** Where a command meets the IRM and the output of its session. */
final class Console {
    private Console() {}

    /** {@return what the command that runs on this thread prints to, redirected and piped as the session says} */
    static PrintStream out() {
        return Process.Utils.current().out();
    }

    /**
     * Has a command carried out by the IRM.
     *
     * @param irm the IRM, if there is one
     * @param command uses the IRM and prints
     * @throws CommandFailed if there is no IRM, or if it refuses
     */
    static void run(@Nullable Irm irm, BiConsumer<Irm, PrintStream> command) {
        if (irm == null) {
            throw new CommandFailed(
                    "the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop by the numbers that lb"
                            + " shows");
        }
        try {
            command.accept(irm, out());
        } catch (IrmException e) {
            throw new CommandFailed(e);
        }
    }
}
