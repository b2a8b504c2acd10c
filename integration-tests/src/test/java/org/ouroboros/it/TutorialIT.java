// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the pages of {@code docs} tell a reader to type, typed in an empty folder. */
public class TutorialIT {
    private static final Path ROOT = Path.of(System.getProperty("ouroboros.root"));
    private static final Pattern TYPED = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final long LIMIT_MINUTES = 5;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aPolicyIsWrittenInstalledUpdatedAndTakenAway() throws Exception {
        String printed = type("writing-a-policy.md");
        assertInOrder(
                printed,
                "hand-over: in ",
                "com.example.newest 1.0.0: all ",
                "newest (com.example.newest 1.0.0)",
                "3 packets transmitted, 3 received",
                "3 packets transmitted, 3 received",
                "newest (com.example.newest 1.1.0)",
                "1 packets transmitted, 1 received");
    }

    @Test
    public void aNetworkOfThreeIsBuiltLosesItsTransitRecoversAndIsTakenAway() throws Exception {
        String printed = type("a-network.md");
        assertInOrder(
                printed,
                "Pinging hello",
                "3 packets transmitted, 3 received",
                "Pinging hello",
                "3 packets transmitted, 3 received",
                "5 packets transmitted, 5 received",
                "packets relayed",
                "Pinging deep",
                "3 packets transmitted, 3 received",
                "top.a",
                "no layer of this system reaches name 'deep'",
                "3 packets transmitted, 3 received",
                "operational",
                "id  name  type  layer  state  flows  origin  names  waiting");
    }

    @Test
    public void aFlowIsAuthenticatedAndWhoCannotProveItselfIsRefused() throws Exception {
        String printed = type("security.md");
        assertInOrder(
                printed,
                "of 'ping' is in ",
                "Pinging ping",
                "3 packets transmitted, 3 received",
                "aes-256-gcm",
                "prime256v1, sha256, peer ping",
                "refused, as it must be",
                "carries no certificate",
                "refused to a peer: authentication",
                "of 'alice' is in ",
                "3 packets transmitted, 3 received",
                "aes-256-gcm");
    }

    @Test
    public void policiesAreSwappedUnderPingsTakenBackAndAccepted() throws Exception {
        String printed = type("hot-swap.md");
        assertInOrder(
                printed,
                "alternate (org.ouroboros.forwarding.alternate",
                "lfa (org.ouroboros.routing.lfa",
                "watched for 600000 ms",
                "lfa (org.ouroboros.routing.lfa",
                "rolled-back",
                "takes-part",
                "ecmp (org.ouroboros.routing.ecmp",
                "in use in all members, without a watch",
                "watched for 500 ms",
                "500 packets transmitted, 500 received",
                "rolled-back",
                "by the operator",
                "at net.b, for layer net",
                "in use in all members, without a watch",
                "accepted",
                "healthy for 500 ms");
    }

    /** Types all commands of a page into one shell that stops at the first that fails; {@return what they printed} */
    private String type(String page) throws IOException, InterruptedException {
        String commands = TYPED.matcher(Files.readString(ROOT.resolve("docs").resolve(page)))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n", ""));
        Path script = Files.writeString(folder.newFile("typed").toPath(), commands);
        Path printed = folder.newFile("printed").toPath();
        ProcessBuilder builder = new ProcessBuilder("sh", "-eu", script.toString())
                .directory(folder.newFolder("empty"))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("OURO", ROOT.toString());
        Process shell = builder.start();
        boolean ended = shell.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly().waitFor();
        String output = Files.readString(printed);
        assertTrue("still running after " + LIMIT_MINUTES + " minutes:\n" + output, ended);
        assertEquals(output, 0, shell.exitValue());
        return output;
    }

    private static void assertInOrder(String printed, String... parts) {
        int from = 0;
        for (String part : parts) {
            int at = printed.indexOf(part, from);
            assertTrue("'" + part + "' is missing, or comes too early:\n" + printed, at >= 0);
            from = at + part.length();
        }
    }
}
