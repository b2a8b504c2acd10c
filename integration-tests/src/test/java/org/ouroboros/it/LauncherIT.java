// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code ./ouroboros}, called as people call it, from another folder and without a terminal. */
public class LauncherIT {
    private static final Path SCRIPT = Path.of(System.getProperty("ouroboros.root"), "ouroboros");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Run> runs = new ArrayList<>();

    @After
    public void leaveNoProcess() {
        runs.forEach(run -> run.process.destroyForcibly());
    }

    @Test
    public void demoAnswersEveryPingAndKeepsNothing() throws Exception {
        Path temporary = folder.newFolder("tmp").toPath();
        Run demo = start(Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary), "demo");
        assertEquals(demo.printed(), 0, demo.awaitEnd());
        assertTrue(demo.printed(), demo.printed().contains("5 packets transmitted, 5 received"));
        assertEquals(List.of(), in(temporary));
    }

    @Test
    public void demoThatIsKilledLeavesNeitherItsSecondSystemNorAFile() throws Exception {
        endsWithAllItHas(ProcessHandle::destroyForcibly);
    }

    @Test
    public void demoThatGetsSigtermLeavesNeitherItsSecondSystemNorAFile() throws Exception {
        endsWithAllItHas(ProcessHandle::destroy);
    }

    private void endsWithAllItHas(Consumer<ProcessHandle> end) throws Exception {
        Path temporary = folder.newFolder("tmp").toPath();
        Run demo = start(Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary), "demo");
        eventually(() -> assertTrue(demo.printed(), demo.printed().contains("b> ")));
        List<ProcessHandle> others = demo.process.descendants().toList();
        assertEquals(1, others.size());
        end.accept(demo.process.toHandle());
        demo.awaitEnd();
        eventually(() -> {
            assertFalse("the second system still runs", others.getFirst().isAlive());
            assertEquals(List.of(), in(temporary));
        });
    }

    private static List<Path> in(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    public void dataDirectoryBelongsToOneSystemThatEndsOnSigterm() throws Exception {
        Run first = startSystem();
        Run second = start(Map.of(), "run", "--data", data());
        assertNotEquals(0, second.awaitEnd());
        List<String> complaint = second.printed().lines().toList();
        assertEquals(complaint.toString(), 1, complaint.size());
        assertTrue(complaint.getFirst(), complaint.getFirst().contains("data directory " + data() + " is in use"));

        first.process.destroy();
        assertEquals(first.printed(), 0, first.awaitEnd());
    }

    @Test
    public void systemThatWasKilledStartsAgainOnItsData() throws Exception {
        Run killed = startSystem();
        killed.process.destroyForcibly();
        killed.awaitEnd();

        Run again = startSystem();
        again.process.destroy();
        assertEquals(again.printed(), 0, again.awaitEnd());
    }

    private String data() {
        return folder.getRoot().toPath().resolve("data").toString();
    }

    private Run startSystem() throws Exception {
        Run run = start(Map.of(), "run", "--data", data());
        eventually(() -> assertTrue(run.printed(), run.printed().contains("ouroboros: up, data in " + data())));
        return run;
    }

    private Run start(Map<String, String> environment, String... arguments) throws IOException {
        Path output = folder.newFile().toPath();
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.getRoot())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("OURO_JAVA", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Run run = new Run(builder.start(), output);
        runs.add(run);
        return run;
    }

    /** A process, and the file that it prints to. */
    private record Run(Process process, Path output) {
        String printed() throws IOException {
            return Files.readString(output);
        }

        /** {@return exit status} */
        int awaitEnd() throws Exception {
            assertTrue(printed(), process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
            return process.exitValue();
        }
    }
}
