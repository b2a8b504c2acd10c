// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;
import static org.ouroboros.it.Eventually.within;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.ouroboros.it.network.Command.Ended;

/**
 * Messages one way between a system of ours and the prototype, either way: many of them, to readers that take their time, and by writers that close
 * at once. The programs on the prototype's side use its library and read all there is whenever they are told of a packet.
 */
public class PeerOneWayIT {
    /** With -Psoak, a million. */
    private static final int MANY = Boolean.getBoolean("ouroboros.soak") ? 1_000_000 : 20_000;

    private static final int FEW = 400;
    private static final int LESS_THAN_A_WINDOW = 200;

    /** As many as a window of the prototype has room for. */
    private static final int WINDOW = 256;

    private static final Duration SLOWLY = Duration.ofMillis(20);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** Longer than all is written, when half of the pace is kept. */
    private static final Duration RUN = Duration.ofSeconds(60 + 2 * MANY / Pace.PER_SECOND);

    /** How long packets go to the server. */
    private static final int SECONDS = 15;

    /** So many packets of 64 bytes go to it in a second at least, of the 1,953 that 1 Mbit/s are. */
    private static final long SERVER_PER_SECOND = 1_900;

    private static final Pattern TRANSMITTED = Pattern.compile("([0-9]+) packets transmitted");
    private static final Pattern SEQUENCE = Pattern.compile("Seqno ([0-9]+) from");

    private static final String NAME = "sink";
    private static final String KEPT = "directory: entries sent";
    private static final String RELIABLE = "data";
    private static final String ORDERED = "best";

    /**
     * How a reader takes messages.
     *
     * @param every after so many it pauses, each time
     * @param pause for so long
     */
    private record Reader(int every, Duration pause) {
        static final Reader QUICK = new Reader(Integer.MAX_VALUE, Duration.ZERO);
        static final Reader SLOW = new Reader(1, SLOWLY);
        static final Reader PAUSING = new Reader(FEW / 2, PAUSE);

        String[] arguments() {
            return new String[] {Integer.toString(every), Long.toString(pause.toMillis())};
        }
    }

    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void aReliableFlowToThePrototypeDeliversAllInOrder() throws Exception {
        writesAllToThePrototype(MANY, Reader.QUICK);
    }

    @Test
    public void aReliableFlowFromThePrototypeDeliversAllInOrder() throws Exception {
        writesAllToOurs(MANY, Reader.QUICK);
    }

    /** What does not come, the prototype loses itself: all of it was sent. */
    @Test
    public void anOrderedFlowToThePrototypeDoesNotStall() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serveAtTheirs(both, Reader.QUICK);
        long before = both.ours().datagrams().orElseThrow().sent();
        write(both.ours(), both.theirs(), MANY, ORDERED);
        assertTrue(both.ours().datagrams().orElseThrow().sent() - before >= MANY);
        assertEquals(0, both.ours().counter(Host.NET, "dropped: queue full"));
        cameToItsEnd(() -> readByTheirs(both));
    }

    /** What does not come, the prototype did not send: the reader got all that our end of the flow counted. */
    @Test
    public void anOrderedFlowFromThePrototypeDoesNotStall() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serveAtOurs(both, Reader.QUICK);
        write(both.theirs(), both.ours(), MANY, ORDERED);
        Tally came = cameToItsEnd(() -> readByOurs(both));
        assertEquals(came.read(), both.ours().flow(NAME).orElseThrow().received());
    }

    /**
     * Packets one way come in order, all of them, and do not stall: the server gives a flow up that is silent for a second. They are sent as fast as
     * the prototype takes them without losing any. Once it acknowledged one so late that it was sent again, its server is told of one packet when
     * several become deliverable at once, and does not keep up any more: such a run is made again with a new server.
     */
    @Test
    public void aReliableFlowToAServerOfThePrototypeDoesNotStall() throws Exception {
        Neighbours both = Neighbours.on(lan);
        both.serve(both.theirs(), "operf", "operf");
        within(Host.LIMIT, () -> {
            both.theirs().serveAgain("operf");
            Ended sent = both.ours()
                    .runs(
                            both.theirs(),
                            "operf",
                            Duration.ofSeconds(2 * SECONDS),
                            "operf -n operf -t uni -q data -s 64 -r 1M -d " + SECONDS + "s");
            cameInOrder(both.theirs().served("operf"));
            Matcher transmitted = TRANSMITTED.matcher(sent.printed());
            assertTrue(sent.toString(), transmitted.find());
            long count = Long.parseLong(transmitted.group(1));
            assertTrue(sent.toString(), count > SECONDS * SERVER_PER_SECOND);
            eventually(() -> assertEquals(count, cameInOrder(both.theirs().served("operf"))));
        });
    }

    @Test
    public void aSlowReaderOfThePrototypeGetsAllThatOursWrote() throws Exception {
        writesAllToThePrototype(FEW, Reader.SLOW);
    }

    @Test
    public void aSlowReaderOfOursGetsAllThatThePrototypeWrote() throws Exception {
        writesAllToOurs(FEW, Reader.SLOW);
    }

    @Test
    public void aReaderOfThePrototypeThatPausesGetsAllThatOursWrote() throws Exception {
        writesAllToThePrototype(2 * FEW, Reader.PAUSING);
    }

    @Test
    public void aReaderOfOursThatPausesGetsAllThatThePrototypeWrote() throws Exception {
        writesAllToOurs(2 * FEW, Reader.PAUSING);
    }

    /** The writer has written all before the reader took the second message. */
    @Test
    public void whatOursWroteArrivesThoughItClosesAtOnce() throws Exception {
        writesAllToThePrototype(LESS_THAN_A_WINDOW, Reader.SLOW);
    }

    @Test
    public void whatThePrototypeWroteArrivesThoughItClosesAtOnce() throws Exception {
        writesAllToOurs(LESS_THAN_A_WINDOW, Reader.SLOW);
    }

    private void writesAllToThePrototype(int count, Reader reader) throws Exception {
        Neighbours both = Neighbours.on(lan);
        serveAtTheirs(both, reader);
        write(both.ours(), both.theirs(), count, RELIABLE);
        allCame(count, () -> readByTheirs(both));
    }

    private void writesAllToOurs(int count, Reader reader) throws Exception {
        Neighbours both = Neighbours.on(lan);
        serveAtOurs(both, reader);
        write(both.theirs(), both.ours(), count, RELIABLE);
        allCame(count, () -> readByOurs(both));
    }

    private static void serveAtTheirs(Neighbours both, Reader reader) throws Exception {
        both.theirs().serveOneWay(NAME, Host.NET, reader.arguments());
        both.ours().install(OneWayCommand.PROGRAM, OneWayCommand.class, Pace.class, Tally.class);
        both.ours().told("start " + OneWayCommand.PROGRAM);
    }

    /** Returns when the prototype keeps the name: a client that asks for one that it does not know yet leaves its daemon stuck. */
    private static void serveAtOurs(Neighbours both, Reader reader) throws Exception {
        long before = both.ours().counter(Host.NET, KEPT);
        both.ours().install(OneWayServer.PROGRAM, OneWayServer.class, OneWayServer.Config.class, Tally.class);
        both.ours()
                .told(
                        "irm bind program " + OneWayServer.PROGRAM + " name " + NAME + " auto -- "
                                + String.join(" ", reader.arguments()),
                        "irm name register " + NAME + " layer " + Host.NET);
        eventually(() -> assertTrue(both.ours().counter(Host.NET, KEPT) > before));
    }

    private static void write(Host writer, Host reader, int count, String qos) throws Exception {
        Ended ended = writer.runs(reader, NAME, RUN, "oneway " + NAME + " " + count + " " + qos);
        assertTrue(ended.toString(), ended.printed().contains(Tally.wrote(count)));
    }

    private void allCame(int count, Callable<Tally> came) throws Exception {
        within(Host.LIMIT, () -> {
            lan.requireNobodyStuck();
            assertEquals(new Tally(count, 0, 0), came.call());
        });
    }

    /** Returns when one of the last messages came; {@return the tally, and says what was lost} */
    private Tally cameToItsEnd(Callable<Tally> came) throws Exception {
        within(Host.LIMIT, () -> {
            lan.requireNobodyStuck();
            Tally tally = came.call();
            assertEquals(0, tally.disordered());
            assertTrue(tally.toString(), tally.read() + tally.missing() > MANY - WINDOW);
        });
        Tally tally = came.call();
        System.out.println("ordered, of " + MANY + " messages: " + tally);
        return tally;
    }

    /** {@return how many packets came on the latest flow, none of which is missing or out of order} */
    private static long cameInOrder(String served) throws LostHere {
        Matcher numbers = SEQUENCE.matcher(served);
        long next = 0;
        while (numbers.find()) {
            long number = Long.parseLong(numbers.group(1));
            if (number != next && number != 0) {
                throw new LostHere("packet " + number + " came instead of " + next);
            }
            next = number + 1;
        }
        return next;
    }

    private static Tally readByTheirs(Neighbours both) throws Exception {
        return Tally.latest(both.theirs().served(PrototypeHost.ONE_WAY));
    }

    private static Tally readByOurs(Neighbours both) throws Exception {
        return Tally.latest(both.ours().log());
    }
}
