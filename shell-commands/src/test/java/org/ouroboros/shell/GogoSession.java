// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.Irm;

/** A session of Gogo's own command processor with our functions, without a container. */
final class GogoSession implements AutoCloseable {
    private final CommandProcessorImpl processor = new CommandProcessorImpl();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CommandSession session;

    GogoSession(@Nullable Irm irm) {
        IrmCommand command = new IrmCommand();
        command.irm = irm;
        OuroborosCommands commands = new OuroborosCommands();
        commands.irm = irm;
        add("irm", command);
        for (String function : new String[] {"ipcps", "types", "names", "processes", "flows", "policies"}) {
            add(function, commands);
        }
        session = processor.createSession(InputStream.nullInputStream(), output, output);
    }

    private void add(String function, Object target) {
        processor.addCommand("ouroboros", new CommandProxy(target, function), function);
    }

    /** {@return what a line prints} */
    String execute(String line) throws Exception {
        output.reset();
        session.execute(line);
        return output.toString(StandardCharsets.UTF_8);
    }

    void workIn(Path directory) {
        session.currentDir(directory);
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
    }
}
