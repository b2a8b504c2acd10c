// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final Path HOME = Path.of("/home/me");

    @Test
    void runKeepsItsDataUnderTheUsersDataFolder() {
        assertEquals(run("/home/me/.local/share/ouroboros", "/home/me/.local/share/ouroboros/conf"), parse("run"));
        assertEquals(
                run("/xdg/ouroboros", "/xdg/ouroboros/conf"),
                Invocation.parse(List.of("run"), Map.of("XDG_DATA_HOME", "/xdg"), HOME));
    }

    @Test
    void foldersCanBeNamed() {
        assertEquals(run("/d", "/d/conf"), parse("run", "--data", "/d"));
        assertEquals(run("/d", "/c"), parse("run", "--conf", "/c", "--data", "/d"));
    }

    @Test
    void demoTakesNothing() {
        assertEquals(new Invocation.Demo(), parse("demo"));
        assertEquals("unknown option '--data'; demo takes none", refused("demo", "--data", "/d"));
    }

    @Test
    void whatIsNotUnderstoodIsNamed() {
        assertEquals("unknown option '--dta'; run takes --data DIR and --conf DIR", refused("run", "--dta", "/d"));
        assertEquals("--data wants a directory: --data DIR", refused("run", "--data"));
        assertEquals("--data wants a directory: --data DIR", refused("run", "--data", "--conf", "/c"));
        assertEquals("unknown command 'start'; there are demo, run, shell and help", refused("start"));
    }

    @Test
    void anOptionIsGivenOnce() {
        assertEquals("--data is given twice: /a and /b", refused("run", "--data", "/a", "--data", "/b"));
        assertEquals("--conf is given twice: /a and /b", refused("run", "--conf", "/a", "--conf", "/b"));
        assertEquals("--data is given twice: /a and /b", refused("shell", "--data", "/a", "--data", "/b"));
        assertEquals(
                "'-c' is one too many; shell takes -c COMMANDS or one file", refused("shell", "-c", "lb", "-c", "lb"));
    }

    @Test
    void aShellTakesItsCommandsFromOnePlace() {
        assertEquals(shell("/d", new Invocation.Commands.Typed()), parse("shell", "--data", "/d"));
        assertEquals(shell("/d", new Invocation.Commands.Given("lb")), parse("shell", "--data", "/d", "-c", "lb"));
        assertEquals(
                shell("/d", new Invocation.Commands.Listed(Path.of("setup.gosh"))),
                parse("shell", "setup.gosh", "--data", "/d"));
        assertEquals("-c wants commands: -c COMMANDS", refused("shell", "-c"));
        assertEquals("'b' is one too many; shell takes -c COMMANDS or one file", refused("shell", "a", "b"));
        assertEquals("'-c' is one too many; shell takes -c COMMANDS or one file", refused("shell", "a", "-c", "lb"));
        assertEquals("unknown option '-x'; shell takes --data DIR, and -c COMMANDS or a file", refused("shell", "-x"));
    }

    private static Invocation shell(String data, Invocation.Commands commands) {
        return new Invocation.Shell(Path.of(data), commands);
    }

    private static Invocation parse(String... args) {
        return Invocation.parse(List.of(args), Map.of(), HOME);
    }

    private static String refused(String... args) {
        LaunchFailed failed = assertThrows(LaunchFailed.class, () -> parse(args));
        assertEquals(LaunchFailed.USAGE, failed.status());
        return LaunchFailed.rootCause(failed);
    }

    private static Invocation run(String data, String conf) {
        return new Invocation.Run(Path.of(data), Path.of(conf));
    }
}
