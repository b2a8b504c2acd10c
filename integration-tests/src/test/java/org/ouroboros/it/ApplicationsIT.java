// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.ShellCommand;

/** Each client meets its server by name: over a local layer that loses nothing, and over a link that loses and duplicates. */
public class ApplicationsIT extends InContainer {
    private static final String PROGRAM = "org.ouroboros.app.%s.server";
    private static final List<String> APPLICATIONS = List.of("oping", "oecho", "ocbr", "operf");

    /** A call of a command in a session of its own. */
    private final class Session {
        private final RecordedInvocation invocation;
        private final FutureTask<@Nullable Object> call;
        private final Thread thread;

        Session(String name, String line) {
            ShellCommand command = command(name);
            invocation = new RecordedInvocation(line, false);
            call = new FutureTask<>(() -> command.run(invocation));
            thread = new Thread(call, name);
            thread.setDaemon(true);
            thread.start();
        }

        void awaitPrinted(String text) throws Exception {
            eventually(
                    () -> assertTrue(invocation.printed(), invocation.printed().contains(text)));
        }

        /** Ends it as Ctrl-C does. */
        String interrupted() throws Exception {
            thread.interrupt();
            assertNull(end());
            return invocation.printed();
        }

        @Nullable
        Object end() throws Exception {
            return call.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Before
    public void serve() {
        createLocalLayer("lan");
        irm().createIpcp("here", "virtual");
        irm().bootstrap(
                        "here",
                        new LayerSpec(
                                "bad", Map.of("loss", "0.05", "duplicate", "0.05", "delay_ms", "1", "seed", "7")));
        irm().createIpcp("there", "virtual");
        irm().bootstrap("there", new LayerSpec("bad", Map.of()));
        for (String application : APPLICATIONS) {
            bindProgram(PROGRAM.formatted(application), application);
            irm().register(application, "lan");
            bindProgram(PROGRAM.formatted(application), "far-" + application);
            irm().register("far-" + application, "there");
        }
    }

    @After
    public void leaveNoFlow() throws Exception {
        eventually(() -> assertEquals(List.of(), irm().flows()));
    }

    @Test
    public void everyPingIsAnsweredAndFollowed() throws Exception {
        Session server = new Session("oping-server", "");
        Session quiet = new Session("oping-server", "-Q");
        server.awaitPrinted("Following");
        quiet.awaitPrinted("Following");
        for (String pace : List.of("-i 1", "-f", "-F")) {
            String printed = printed("oping", "-n oping -c 20 -s 100 " + pace);
            assertTrue(printed, printed.contains("\n20 packets transmitted, 20 received, 0 out-of-order, 0% packet"));
        }
        server.invocation.awaitEvents(63);
        assertEquals(
                60,
                server.interrupted()
                        .lines()
                        .filter(line -> line.startsWith("Received 100 bytes on fd "))
                        .count());
        assertEquals(
                3,
                quiet.interrupted()
                        .lines()
                        .filter(line -> line.startsWith("New flow "))
                        .count());
    }

    @Test
    public void anEchoComesBack() throws Exception {
        Session server = new Session("oecho-server", "");
        server.awaitPrinted("Following");
        assertEquals("Server replied with Client says hi!\n", printed("oecho", ""));
        server.awaitPrinted("Message from client is Client says hi!.");
        server.interrupted();
    }

    @Test
    public void whatIsSentAtAConstantRateArrives() throws Exception {
        Session server = new Session("ocbr-server", "");
        server.awaitPrinted("Following");
        long sent = number("sent statistics: +(\\d+) packets", printed("ocbr", "ocbr -d 200ms -r 4M"));
        assertTrue("sent " + sent, sent > 0);
        eventually(() -> assertEquals(sent, arrived(server)));
        server.interrupted();
    }

    @Test
    public void aFloodIsMeasuredOneWayAndThereAndBack() throws Exception {
        Session server = new Session("operf-server", "-Q");
        server.awaitPrinted("Following");
        String oneWay = printed("operf", "operf -f -s 64 -d 100ms");
        long sent = number("(\\d+) packets transmitted", oneWay);
        eventually(() -> assertEquals(sent, arrived(server)));

        String back = printed("operf", "operf -t bi -r 4M -s 1000 -d 200ms");
        assertEquals(number("(\\d+) packets transmitted", back), number("(\\d+) received", back));
        assertTrue(back, back.contains(" 0% packet loss"));
        server.interrupted();
    }

    @Test
    public void lossesAndDuplicatesOfALinkAreToldApart() throws Exception {
        RecordedInvocation pings = new RecordedInvocation("far-oping -c 200 -i 1", false);
        ShellCommand oping = command("oping");
        CommandFailed failure = assertThrows(CommandFailed.class, () -> oping.run(pings));
        String printed = pings.printed();
        long answered = number("(\\d+) received", printed);
        assertEquals("far-oping timed out: " + answered + " of 200 pings were answered", failure.toString());
        assertTrue(printed, answered < 200);
        assertTrue(printed, number("(\\d+) duplicates", printed) > 0);
        assertEquals((200 - answered + 1) / 2, number("(\\d+)% packet loss", printed));

        String back = printed("operf", "far-operf -t bi -r 8M -s 1000 -d 200ms");
        assertTrue(back, number("(\\d+) received", back) < number("(\\d+) packets transmitted", back));
        assertFalse(back, back.contains(" 0% packet loss"));
    }

    @Test
    public void aLinkIsCrossedByEchoesAndConstantRates() throws Exception {
        Session server = new Session("ocbr-server", "");
        server.awaitPrinted("Following");
        long sent = number("sent statistics: +(\\d+) packets", printed("ocbr", "far-ocbr -d 200ms -r 4M"));
        server.awaitPrinted("Flow ");
        assertTrue(server.invocation.printed(), arrived(server) > sent / 2 && arrived(server) < 2 * sent);
        server.interrupted();
        eventually(() -> assertEquals("Server replied with Client says hi!\n", echo()));
    }

    @Test
    public void anInterruptPrintsTheStatisticsBeforeTheCommandReturns() throws Exception {
        Map<String, String> ends = Map.of(
                "oping oping -i 1", "packets transmitted",
                "ocbr ocbr -r 8M", "sent statistics:",
                "ocbr ocbr -f --spin", "sent statistics:",
                "operf operf -t bi -f", "packet loss, time:");
        for (Map.Entry<String, String> end : ends.entrySet()) {
            String[] words = end.getKey().split(" ", 2);
            Session client = new Session(words[0], words[1]);
            eventually(() -> assertFalse(irm().flows().isEmpty()));
            String printed = client.interrupted();
            assertTrue(printed, printed.contains(end.getValue()));
            eventually(() -> assertEquals(List.of(), irm().flows()));
        }
    }

    @Test
    public void aServerThatStopsEndsItsClientAndItsFollower() throws Exception {
        Session server = new Session("ocbr-server", "");
        server.awaitPrinted("Following");
        Session client = new Session("ocbr", "ocbr -r 8M");
        server.awaitPrinted("New flow ");
        bundle(PROGRAM.formatted("ocbr")).stop();
        try {
            assertEquals("the constant-bit-rate server stopped", failure(server));
            assertTrue(failure(client), failure(client).startsWith("the flow to ocbr went down: "));
        } finally {
            bundle(PROGRAM.formatted("ocbr")).start();
        }
    }

    @Test
    public void whatDoesNotFitTheFlowIsRefused() {
        ShellCommand ocbr = command("ocbr");
        RecordedInvocation tooLarge = new RecordedInvocation("ocbr -s 524288", false);
        CommandFailed failure = assertThrows(CommandFailed.class, () -> ocbr.run(tooLarge));
        assertTrue(
                failure.toString(),
                failure.toString().matches("the flow to ocbr carries at most \\d+ bytes in a packet, not 524288"));
    }

    private String echo() throws Exception {
        RecordedInvocation invocation = new RecordedInvocation("far-oecho", false);
        try {
            command("oecho").run(invocation);
        } catch (CommandFailed lost) {
            throw new AssertionError(lost);
        }
        return invocation.printed();
    }

    private static String failure(Session session) {
        return String.valueOf(
                assertThrows(ExecutionException.class, session::end).getCause());
    }

    private static long arrived(Session server) {
        return server.invocation.events().stream()
                .mapToLong(event -> event instanceof FlowReport report ? report.packets() : 0)
                .sum();
    }

    private static long number(String pattern, String printed) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed);
        assertTrue(printed, matcher.find());
        return Long.parseLong(matcher.group(1));
    }

    private String printed(String name, String line) throws Exception {
        RecordedInvocation invocation = new RecordedInvocation(line, false);
        assertNull(command(name).run(invocation));
        return invocation.printed();
    }

    private ShellCommand command(String name) {
        try {
            for (ServiceReference<ShellCommand> reference : context.getServiceReferences(ShellCommand.class, null)) {
                ShellCommand command = context.getService(reference);
                if (command != null && command.manual().name().equals(name)) {
                    return command;
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("no command " + name);
    }
}
