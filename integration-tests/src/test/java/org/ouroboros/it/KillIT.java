// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A system that is killed at any moment, while a shell makes and destroys things, starts again with all that it had answered, and
 * with the command at hand carried out as a whole or not at all.
 */
public class KillIT {
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 200 : 4;
    private static final int LONGEST_LIFE_MS = 1_500;
    private static final String IPCPS = "ipcps --json";
    private static final String NAMES = "names --json";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<Process> processes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(4711);

    @After
    public void leaveNoProcess() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    public void whatWasAnsweredSurvivesAKilledProcess() throws Exception {
        SystemModel answered = new SystemModel();
        Optional<SystemModel> atHand = Optional.empty();
        int commands = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process system = startSystem(round);
            try (Shell shell = new Shell()) {
                answered = found(shell, round, answered, atHand);
                AtomicBoolean killed = killAfter(system, random.nextInt(LONGEST_LIFE_MS));
                atHand = Optional.empty();
                while (true) {
                    SystemModel next = answered.copy();
                    String line = next.next(random);
                    atHand = Optional.of(next);
                    if (shell.ask(line + "\n" + IPCPS).isEmpty()) {
                        assertTrue("round " + round + ": '" + line + "' failed: " + shell.complaint(), killed.get());
                        break;
                    }
                    answered = next;
                    commands++;
                }
            }
            assertTrue(system.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        Process last = startSystem(ROUNDS);
        try (Shell shell = new Shell()) {
            found(shell, ROUNDS, answered, atHand);
        }
        last.destroy();
        assertTrue(last.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertEquals(0, last.exitValue());
        System.out.println(ROUNDS + " kills, " + commands + " commands answered");
    }

    /** Kills the launcher itself while it brings a data directory about, and while it starts on it. */
    @Test
    public void systemThatIsKilledWhileItStartsComesUpNextTime() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Process system = launch("run", "--data", data());
            if (!system.waitFor(random.nextInt(LONGEST_LIFE_MS), TimeUnit.MILLISECONDS)) {
                system.destroyForcibly();
            }
            assertTrue(system.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
            if (round % 4 == 3) {
                Process whole = startSystem(round);
                try (Shell shell = new Shell()) {
                    assertEquals(Optional.of("[]"), shell.ask(IPCPS));
                }
                whole.destroy();
                assertTrue(whole.waitFor(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
                assertEquals(0, whole.exitValue());
            }
        }
    }

    /** {@return the model that the restarted system holds: what was answered, with or without the command at hand} */
    private static SystemModel found(Shell shell, int round, SystemModel answered, Optional<SystemModel> atHand)
            throws Exception {
        List<SystemModel> allowed = new ArrayList<>(List.of(answered));
        atHand.ifPresent(allowed::add);
        SystemModel[] found = new SystemModel[1];
        eventually(() -> {
            String told = SystemModel.told(
                    shell.ask(IPCPS).orElseThrow(), shell.ask(NAMES).orElseThrow());
            found[0] = allowed.stream()
                    .filter(model -> model.toString().equals(told))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("round " + round + ": " + told + " is none of " + allowed));
        });
        return found[0];
    }

    /** {@return what becomes true before the system is killed} */
    private static AtomicBoolean killAfter(Process system, int delayMs) {
        AtomicBoolean killed = new AtomicBoolean();
        Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMs));
            killed.set(true);
            system.destroyForcibly();
        });
        return killed;
    }

    private String data() {
        return folder.getRoot().toPath().resolve("data").toString();
    }

    private Process startSystem(int round) throws Exception {
        Process system = launch("run", "--data", data());
        eventually(() -> {
            String printed = Files.readString(printed());
            assertTrue("round " + round + ": " + printed, printed.contains("ouroboros: up"));
        });
        return system;
    }

    /** What the latest system printed. */
    private Path printed() {
        return folder.getRoot().toPath().resolve("printed");
    }

    private Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("ouroboros.root") + "/ouroboros"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        if (arguments[0].equals("run")) {
            builder.redirectErrorStream(true).redirectOutput(printed().toFile());
        }
        builder.environment().put("OURO_JAVA", System.getProperty("java.home"));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** A shell that is attached to the system, and executes what comes on its standard input. */
    private final class Shell implements AutoCloseable {
        private final Process process = launch("shell", "--data", data());
        private final Writer commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        private final BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);

        Shell() throws IOException {}

        /** {@return the line that the last of these commands prints; empty if the shell has ended} */
        Optional<String> ask(String lines) {
            try {
                commands.write(lines + "\n");
                commands.flush();
                return Optional.ofNullable(answers.readLine());
            } catch (IOException ended) {
                return Optional.empty();
            }
        }

        /** {@return what the shell complained about before it ended} */
        String complaint() throws IOException {
            try (var errors = process.errorReader(StandardCharsets.UTF_8)) {
                return String.join("; ", errors.lines().toList());
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
