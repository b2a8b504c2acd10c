// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(15)
class SessionTest implements Session.Reports {
    private final TestGogo gogo = new TestGogo();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
    private final Session session = new Session(gogo.processor, InputStream.nullInputStream(), out, out, this);

    @Override
    public void failure(String line) {
        failures.add(line);
    }

    @Override
    public void job(String line) {
        jobs.add(line);
    }

    @AfterEach
    void close() {
        gogo.commands.release.countDown();
        session.close();
        gogo.close();
    }

    @Test
    void resultsArePrintedAndKept() {
        assertEquals(Session.OK, execute("answer"));
        assertEquals(Session.OK, execute("echo got $_"));
        assertEquals("42\ngot 42\n", printed());
    }

    @Test
    void everyStatementShowsItsResultUnlessThatGetsAName() {
        assertEquals(Session.OK, execute("answer; answer"));
        assertEquals(Session.OK, execute("x = (answer); echo got $x # and a comment; answer"));
        assertEquals("42\n42\ngot 42\n", printed());
    }

    @Test
    void pipesConnectCommands() {
        assertEquals(Session.OK, execute("echo one two | cat"));
        assertEquals("one two\n", printed());
    }

    @Test
    void outputGoesToTheFilesThatEachStatementNames(@TempDir Path folder) throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        assertEquals(Session.OK, execute("echo a > " + one + "; echo b | cat > " + two + "\necho c >> " + one + "\n"));
        assertEquals("a\nc\n", Files.readString(one));
        assertEquals("b\n", Files.readString(two));
        assertEquals("", printed());
    }

    @Test
    void aFailureIsOneLine() {
        assertEquals(Session.FAILED, execute("refuse"));
        assertEquals("no name 'x': there is y", failures.poll());
        assertEquals(Session.FAILED, execute("explain"));
        assertEquals("no flow to 'x': nobody trusts it", failures.poll());
        assertEquals(Session.FAILED, execute("nonsense"));
        assertEquals("no command 'nonsense'; help lists the commands", failures.poll());
        assertEquals(Session.FAILED, execute("echo \"open"));
        assertEquals("syntax: unexpected EOT looking for matching quote: \"", failures.poll());
        assertEquals(Session.FAILED, execute("refuse; echo never"));
        assertEquals("", printed());
    }

    @Test
    void aProgrammingErrorIsNamedAsOne() {
        assertEquals(Session.FAILED, execute("fumble"));
        assertEquals(
                "programming error, its trace is in the log: java.lang.NullPointerException: x is null",
                failures.poll());
    }

    @Test
    void commandsOfGogoFailAsOthersDo() throws Exception {
        assertEquals(Session.FAILED, execute("cat /no/such/file"));
        assertEquals("/no/such/file (No such file or directory)", failures.poll());
        assertEquals(Session.FAILED, execute("echo one | grep two"));
        assertEquals(Session.OK, execute("echo one | grep one"));
        CompletableFuture<Integer> status = start("patient; sleep 100");
        gogo.commands.running.acquire();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertTrue(failures.isEmpty(), failures::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c one", "-ic one", "--count one", "one -c"})
    void whatGogoWouldCountAsNothingIsRefusedByWhatCounts(String words) {
        assertEquals(Session.FAILED, execute("echo one | grep " + words));
        assertEquals("grep: Gogo's counts no lines; use 'grep PATTERN | wc -l'", failures.poll());
        assertEquals(Session.OK, execute("echo one | grep one | wc -l"));
        assertEquals("1", printed().strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
        nonsense || echo b                            : 0 : b
        nonsense || nonsense                          : 1 : ''
        echo a || echo b                              : 0 : a
        echo a && echo b                              : 0 : a b
        nonsense && echo b                            : 1 : ''
        nonsense && echo b || echo c                  : 0 : c
        echo a || echo b && echo c                    : 0 : a c
        nonsense || echo b; echo c                    : 0 : b c
        nonsense && echo b; echo c                    : 1 : ''
        false                                         : 1 : false
        false || echo b                               : 0 : false b
        true && echo b                                : 0 : true b
        x = false; echo a                             : 0 : a
        echo a | grep b || echo c                     : 0 : c
        """)
    void aStatementMayDependOnTheOneBefore(String line, int status, String words) {
        assertEquals(status, execute(line));
        assertEquals(words, String.join(" ", printed().lines().toList()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ':', textBlock = """
        | echo a                   : nothing stands before |
        echo a | | cat             : nothing follows |
        'echo a |\n'               : nothing follows |
        echo never; | echo a       : nothing stands before |
        && echo a                  : nothing stands before &&
        echo a ||                  : nothing follows ||
        echo a && && echo b        : nothing follows &&
        """)
    void whatNothingStandsBesideIsASyntaxError(String line, String problem) {
        assertEquals(Session.FAILED, execute(line.translateEscapes()));
        assertEquals("syntax: " + problem, failures.poll());
        assertEquals("", printed());
    }

    @Test
    void whatNeedsATerminalIsRefusedWithoutOne() {
        for (String command : List.of("less", "nano")) {
            assertEquals(Session.FAILED, execute("echo a | " + command + " echo"));
            assertEquals(command + " needs a terminal; ./ouroboros shell in one has it", failures.poll());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo a --json", "echo a | grep --json a", "gogo:echo --json", "each [1] { echo --json }"})
    void jsonIsNotAskedOfCommandsOfOthers(String line) {
        assertEquals(Session.FAILED, execute(line));
        String failure = String.valueOf(failures.poll());
        assertTrue(failure.endsWith(" takes no --json; the commands that help lists take it"), failure);
        assertEquals("", printed());
    }

    @Test
    void afterTwoDashesJsonIsAWordLikeOthers() {
        assertEquals(Session.OK, execute("echo -- --json"));
        assertEquals("--json\n", printed());
    }

    @Test
    void aPatternThatIsNoneIsNamed() {
        assertEquals(Session.FAILED, execute("echo a | grep -i \"a[\""));
        assertEquals("grep: 'a[' is no regular expression: Unclosed character class", failures.poll());
    }

    @Test
    void anInterruptWaitsForTheLastLine() throws Exception {
        CompletableFuture<Integer> status = start("patient; echo never");
        gogo.commands.running.acquire();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertTrue(printed().endsWith("last 100\n"), this::printed);
        assertTrue(failures.isEmpty(), failures::toString);
    }

    @Test
    void anInterruptReachesWhatRunsInsideALoop() throws Exception {
        CompletableFuture<Integer> status = start("each [1 2 3] { patient }");
        gogo.commands.running.acquire();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertTrue(printed().endsWith("last 100\n"), this::printed);
        assertEquals(0, gogo.commands.running.availablePermits());
    }

    @Test
    void aSessionIsNeitherMuteNorDeafAfterAnInterrupt() throws Exception {
        CompletableFuture<Integer> status = start("flood");
        gogo.commands.running.acquire();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertTrue(printed().endsWith("flood\ndry\n"), "the last line is lost");
        out.reset();
        assertEquals(Session.OK, execute("echo still here"));
        assertEquals("still here\n", printed());
    }

    @Test
    void aCommandThatReadsIsInterrupted() throws Exception {
        try (PipedInputStream silent = new PipedInputStream();
                var _ = new java.io.PipedOutputStream(silent);
                Session reading = new Session(gogo.processor, silent, out, out, this)) {
            CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> reading.execute("interrupted", ""));
            gogo.commands.running.acquire();
            reading.interrupt();
            assertEquals(Session.INTERRUPTED, status.get());
            assertTrue(failures.isEmpty(), failures::toString);
        }
    }

    @Test
    void aSecondInterruptLeavesAStubbornCommandInTheBackground() throws Exception {
        CompletableFuture<Integer> status = start("stubborn");
        gogo.commands.running.acquire();
        session.interrupt();
        assertFalse(status.isDone());
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertEquals("[1] stubborn does not end; it goes on in the background", jobs.take());
        assertEquals(Session.OK, execute("echo next"));
        gogo.commands.release.countDown();
        assertEquals("[1] stubborn has ended", jobs.take());
    }

    @Test
    void jobsInTheBackgroundReportTheirEndAndAreNotInterrupted() throws Exception {
        assertEquals(Session.OK, execute("refuse &"));
        assertEquals("[1] refuse", jobs.take());
        assertEquals("[1] refuse failed: no name 'x': there is y", jobs.take());

        assertEquals(Session.OK, execute("stubborn &"));
        assertEquals("[1] stubborn", jobs.take());
        gogo.commands.running.acquire();
        CompletableFuture<Integer> status = start("patient");
        gogo.commands.running.acquire();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertTrue(jobs.isEmpty(), jobs::toString);
        gogo.commands.release.countDown();
        assertEquals("[1] stubborn has ended", jobs.take());
    }

    @Test
    void aJobIsKilledByItsNumber() throws Exception {
        execute("patient &");
        gogo.commands.running.acquire();
        assertEquals("[1] patient", jobs.take());
        assertEquals(Session.FAILED, execute("kill"));
        assertEquals("kill: the number of a job is missing; jobs lists them", failures.poll());
        assertEquals(Session.FAILED, execute("kill 99"));
        assertEquals("no job '99'; use one of 1", failures.poll());
        assertEquals(Session.OK, execute("kill 1"));
        assertEquals("[1] patient has ended", jobs.take());
        assertTrue(printed().endsWith("last 100\n"), this::printed);
        assertEquals(Session.FAILED, execute("kill 1"));
        assertEquals("no job in the background; COMMAND & starts one", failures.poll());
    }

    @Test
    void anInterruptReachesTheJobThatIsFollowed() throws Exception {
        execute("patient &");
        gogo.commands.running.acquire();
        CompletableFuture<Integer> status = start("fg");
        awaitFollower();
        session.interrupt();
        assertEquals(Session.INTERRUPTED, status.get());
        assertEquals("[1] patient", jobs.take());
        assertEquals("[1] patient has ended", jobs.take());
    }

    @Test
    void aSessionGoesOnAfterAJobThatWasFollowed() throws Exception {
        execute("stubborn &");
        gogo.commands.running.acquire();
        CompletableFuture<Integer> status = start("fg 1");
        awaitFollower();
        gogo.commands.release.countDown();
        assertEquals(Session.OK, status.get());
        assertEquals(Session.OK, execute("echo next"));
        assertEquals("next\n", printed());
        assertTrue(failures.isEmpty(), failures::toString);
    }

    @Test
    void outputOfASessionReachesNoOther() {
        ByteArrayOutputStream elsewhere = new ByteArrayOutputStream();
        try (Session other = new Session(gogo.processor, InputStream.nullInputStream(), elsewhere, elsewhere, this)) {
            other.execute("echo there", "");
            execute("echo here");
            assertEquals("here\n", printed());
            assertEquals("there\n", elsewhere.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void exitEndsWithItsStatus() {
        assertEquals(7, execute("exit 7; echo never"));
        assertTrue(session.ended());
        assertEquals("", printed());
        assertTrue(failures.isEmpty(), failures::toString);
    }

    @Test
    void anExitStatusIsAByte() {
        assertEquals(Session.FAILED, execute("exit 256"));
        assertEquals("exit status '256'; use a number from 0 to 255", failures.poll());
        assertEquals(Session.FAILED, execute("exit now"));
        assertEquals("exit status 'now'; use a number from 0 to 255", failures.poll());
        assertFalse(session.ended());
    }

    @Test
    void closingInterruptsEverything() throws Exception {
        execute("patient &");
        gogo.commands.running.acquire();
        CompletableFuture<Integer> status = start("patient");
        gogo.commands.running.acquire();
        session.close();
        status.get();
        jobs.take();
        assertTrue(jobs.take().startsWith("[1] patient"));
    }

    private static void awaitFollower() {
        while (!isAnyoneFollowing()) {
            Thread.onSpinWait();
        }
    }

    private static boolean isAnyoneFollowing() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(Jobs.class.getName())
                        && frame.getMethodName().equals("follow"));
    }

    private int execute(String line) {
        return session.execute(line, "");
    }

    private CompletableFuture<Integer> start(String line) {
        return CompletableFuture.supplyAsync(() -> execute(line));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
