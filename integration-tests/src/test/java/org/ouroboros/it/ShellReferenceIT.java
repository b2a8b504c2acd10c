// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.junit.Test;

/** {@code docs/shell.md} is what the commands of the shipped system say of themselves. */
public class ShellReferenceIT extends InContainer {
    private static final Path PAGE = Path.of(System.getProperty("ouroboros.root"), "docs", "shell.md");

    @Test
    public void thePageIsTheHelpOfTheCommands() throws Exception {
        String help;
        try (CommandSession session = service(context, CommandProcessor.class)
                .createSession(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream())) {
            help = session.execute("ouroboros:help --markdown") + "\n";
        }
        if (Boolean.getBoolean("docs.accept")) {
            Files.writeString(PAGE, help);
        }
        assertEquals(
                PAGE + " differs; to write it: mvn verify -pl integration-tests -am -Dit.test=ShellReferenceIT"
                        + " -Ddocs.accept=true",
                help,
                Files.exists(PAGE) ? Files.readString(PAGE) : "");
    }
}
