// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** {@code ./ouroboros shell} on a running system, as people and scripts call it. */
public class ConsoleIT {
    private static final Path SCRIPT = Path.of(System.getProperty("ouroboros.root"), "ouroboros");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> processes = new ArrayList<>();

    @After
    public void leaveNoProcess() {
        processes.forEach(Process::destroyForcibly);
    }

    /** What a shell printed, and how it ended. */
    private record Ended(int status, String out, String err) {}

    @Test
    public void commandsAreExecutedWithTheirStatusAndBothOutputs() throws Exception {
        startSystem();
        assertEquals(new Ended(0, "one two\n", ""), shell("", "-c", "echo one two | grep one"));
        assertEquals(
                new Ended(1, "before\n", "no IPCP 'nope'; there is none\n"),
                withoutReason(shell("", "-c", "echo before; irm ipcp destroy name nope")));
        assertEquals(new Ended(7, "", ""), shell("", "-c", "exit 7"));
        assertEquals(2, shell("", "-c").status());
        assertEquals(2, shell("", folder.getRoot() + "/absent.gosh").status());
        assertTrue(shell("", "-c", "stop org.ouroboros.app.oping.server").status() == 0);
    }

    /** What the IRM says is the IRM's matter; that it is one line is ours. */
    private static Ended withoutReason(Ended ended) {
        List<String> lines = ended.err().lines().toList();
        assertEquals(lines.toString(), 1, lines.size());
        assertTrue(lines.getFirst(), lines.getFirst().contains("no IPCP 'nope'"));
        return new Ended(ended.status(), ended.out(), "no IPCP 'nope'; there is none\n");
    }

    @Test
    public void scriptsComeFromAFileOrTheInputAndStopAtTheFirstFailure() throws Exception {
        startSystem();
        String script = "# a comment\necho one\nnonsense\necho never\n";
        String complaint = ":3: no command 'nonsense'; help lists the commands\n";
        assertEquals(new Ended(1, "one\n", "stdin" + complaint), shell(script));
        Path file = Files.writeString(folder.newFile("setup.gosh").toPath(), script);
        assertEquals(new Ended(1, "one\n", file + complaint), shell("", file.toString()));
    }

    @Test
    public void whatNeedsATerminalIsRefusedWhereThereIsNone() throws Exception {
        startSystem();
        for (String command : List.of("history", "setopt", "unsetopt x", "keymap", "widget", "less F", "nano")) {
            String name = command.replaceFirst(" .*", "");
            assertEquals(
                    new Ended(1, "", name + " needs a terminal; ./ouroboros shell in one has it\n"),
                    shell("", "-c", command));
        }
    }

    @Test
    public void aFileThatIsNoBundleIsNamed() throws Exception {
        startSystem();
        Path file = Files.writeString(folder.newFile().toPath(), "nonsense");
        for (String command : List.of("install file:", "update org.ouroboros.app.oping file:")) {
            assertEquals(
                    new Ended(1, "", "'file:" + file + "' is no bundle: zip END header not found\n"),
                    shell("", "-c", command + file));
        }
    }

    @Test
    public void inputIsForTheCommandThatReadsIt() throws Exception {
        startSystem();
        assertEquals(new Ended(0, "typed\n", ""), shell("typed\nother\n", "-c", "cat | grep typed"));
        assertEquals(new Ended(0, "deaf\n", ""), shell("typed\n", "-c", "echo deaf"));
    }

    @Test
    public void ctrlCEndsTheCommandWithItsLastLinesAndNotTheSystem() throws Exception {
        startSystem();
        assertEquals(
                0,
                shell("irm bind program org.ouroboros.app.oping.server name ping\n")
                        .status());
        Path out = folder.newFile().toPath();
        Process pinging = start(out, "shell", "--data", data(), "-c", "oping -n ping -i 10");
        eventually(() -> assertTrue(Files.readString(out), Files.readString(out).contains("seq=3")));
        signal(pinging, "INT");
        assertEquals(130, awaitEnd(pinging));
        assertTrue(Files.readString(out), Files.readString(out).contains(" packets transmitted, "));
        assertEquals(0, shell("", "-c", "lb").status());
    }

    @Test
    public void aShellThatIsKilledLeavesTheSystemAndOtherShellsAlone() throws Exception {
        startSystem();
        assertEquals(
                0,
                shell("irm bind program org.ouroboros.app.oping.server name ping\n")
                        .status());
        Path out = folder.newFile().toPath();
        Process killed = start(out, "shell", "--data", data(), "-c", "oping -n ping -i 10");
        eventually(() -> assertTrue(Files.readString(out), Files.readString(out).contains("seq=3")));
        killed.destroyForcibly();
        eventually(() -> assertEquals("", flows()));
    }

    private String flows() throws Exception {
        return shell("", "-c", "flows | grep ping").out();
    }

    @Test
    public void aSystemThatWasKilledIsAttachedToAgainAfterItsRestart() throws Exception {
        Process system = startSystem();
        Path out = folder.newFile().toPath();
        Process attached = start(out, "shell", "--data", data(), "-c", "echo here; sleep 60");
        eventually(() -> assertEquals("here\n", Files.readString(out)));
        system.destroyForcibly();
        assertEquals(1, awaitEnd(attached));
        assertEquals("here\nouroboros: the system at " + data() + " is gone\n", Files.readString(out));
        assertEquals(
                new Ended(
                        1,
                        "",
                        "ouroboros: no system runs at " + data() + "; ./ouroboros run --data " + data()
                                + " starts one\n"),
                shell("", "-c", "lb"));
        start(folder.newFile().toPath(), "run", "--data", data());
        eventually(() -> assertTrue(Files.exists(Path.of(data(), "lock"))));
        eventually(() -> assertEquals(0, shell("", "-c", "lb").status()));
    }

    @Test
    public void nobodyElseReachesTheSystem() throws Exception {
        startSystem();
        assertEquals("rwx------", permissions("run"));
        assertEquals("rw-------", permissions("run/shell"));
    }

    private String permissions(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(data(), file)));
    }

    @Test
    public void theConsoleIsUpdatedByTheShellThatItServes() throws Exception {
        startSystem();
        Path out = folder.newFile().toPath();
        Process waiting = start(out, "shell", "--data", data(), "-c", "echo here; sleep 60");
        eventually(() -> assertEquals("here\n", Files.readString(out)));
        assertEquals(
                new Ended(1, "", "ouroboros: the console stops; attach again\n"),
                shell("", "-c", "update org.ouroboros.console"));
        assertEquals(1, awaitEnd(waiting));
        assertEquals("here\nouroboros: the console stops; attach again\n", Files.readString(out));
        assertEquals(new Ended(0, "again\n", ""), shell("", "-c", "echo again"));
    }

    @Test
    public void whatTheSystemIsManagedWithIsNeitherStoppedNorUninstalled() throws Exception {
        startSystem();
        assertEquals(
                new Ended(
                        1,
                        "",
                        "org.ouroboros.console stays as it is: the system is managed with it; update"
                                + " org.ouroboros.console [URL] replaces it\n"),
                shell("", "-c", "stop org.ouroboros.app.oping.server org.ouroboros.console"));
        for (String bundle : List.of(
                "org.ouroboros.shell",
                "org.ouroboros.command",
                "org.ouroboros.configurations",
                "org.apache.felix.configadmin",
                "org.apache.felix.scr",
                "org.apache.felix.gogo.runtime")) {
            for (String command : List.of("stop ", "stop -t ", "uninstall ")) {
                Ended ended = shell("", "-c", command + bundle);
                assertEquals(1, ended.status());
                assertTrue(
                        ended.err(), ended.err().startsWith(bundle + " stays as it is: the system is managed with "));
            }
        }
        String states = shell("", "-c", "lb ouroboros --json").out();
        assertTrue(states, states.contains("\"org.ouroboros.console\"") && !states.contains("\"resolved\""));
    }

    @Test
    public void aSystemThatCannotBeManagedSaysSoAndCanBeAfterItsRestart() throws Exception {
        Process system = startSystem();
        shell("", "-c", "felix:stop org.apache.felix.scr");
        long startNs = System.nanoTime();
        String complaint = "ouroboros: the system at " + data() + ", process " + system.pid()
                + ", takes no shells: its org.ouroboros.console, or what that stands on, was stopped; end that"
                + " process, and ./ouroboros run --data " + data() + " brings it back\n";
        assertEquals(new Ended(1, "", complaint), shell("", "-c", "lb"));
        assertTrue("within seconds", System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(20));
        signal(system, "TERM");
        assertEquals(0, awaitEnd(system));
        startSystem();
        assertEquals(new Ended(0, "again\n", ""), shell("", "-c", "echo again"));
    }

    @Test
    public void aSignalInItsFirstMomentsStopsASystemCleanly() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            Path out = folder.newFile().toPath();
            Process system = start(out, "run", "--data", data());
            int left = 200 * attempt;
            eventually(() -> assertTrue(Files.exists(Path.of(data(), "lock"))));
            assertTrue(left + " ms", !system.waitFor(left, TimeUnit.MILLISECONDS));
            system.destroy();
            assertEquals(Files.readString(out), 0, awaitEnd(system));
            Files.delete(Path.of(data(), "lock"));
        }
    }

    @Test
    public void outputThatCannotBeWrittenIsAFailure() throws Exception {
        startSystem();
        Process full = new ProcessBuilder("/bin/sh", "-c", SCRIPT + " shell --data " + data() + " -c 'lb' > /dev/full")
                .start();
        processes.add(full);
        assertEquals(1, awaitEnd(full));
        String complaint = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(complaint, complaint.startsWith("ouroboros: standard output cannot be written: "));
    }

    private String data() {
        return folder.getRoot().toPath().resolve("data").toString();
    }

    private Process startSystem() throws Exception {
        Path out = folder.newFile().toPath();
        Process system = start(out, "run", "--data", data());
        eventually(() -> assertTrue(Files.readString(out), Files.readString(out).contains("ouroboros: up")));
        return system;
    }

    private Ended shell(String input, String... arguments) throws Exception {
        Path in = Files.writeString(folder.newFile().toPath(), input);
        Path out = folder.newFile().toPath();
        Path err = folder.newFile().toPath();
        List<String> command = new ArrayList<>(List.of("shell", "--data", data()));
        command.addAll(List.of(arguments));
        Process shell = builder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        processes.add(shell);
        int status = awaitEnd(shell);
        return new Ended(status, Files.readString(out), Files.readString(err));
    }

    private Process start(Path out, String... arguments) throws IOException {
        Process process = builder(List.of(arguments))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private ProcessBuilder builder(List<String> arguments) {
        // Ctrl-C works also where the tests run in the background of a shell, which has its jobs ignore it
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT", SCRIPT.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.getRoot());
        builder.environment().put("OURO_JAVA", System.getProperty("java.home"));
        return builder;
    }

    private static void signal(Process process, String signal) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    private static int awaitEnd(Process process) throws InterruptedException {
        assertTrue(process.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        return process.exitValue();
    }
}
