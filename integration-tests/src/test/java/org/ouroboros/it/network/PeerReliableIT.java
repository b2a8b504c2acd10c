// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;
import static org.ouroboros.it.Eventually.within;

import java.time.Duration;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.ouroboros.it.network.Command.Ended;

/** Flows of every QoS between a system of ours and the prototype, by every application of either, and under loss. */
public class PeerReliableIT {
    private static final List<String> EVERY_QOS = List.of("raw", "best", "video", "voice", "data");

    private static final int PINGS = 50;
    private static final Duration PING_RUN = Duration.ofSeconds(2);
    private static final Duration RUN = Duration.ofSeconds(6);

    private static final int PERCENT_LOST = 4;
    private static final int MANY_PINGS = 200;
    private static final Duration LONG_RUN = Duration.ofSeconds(30);

    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void pingsOfOursAreAnsweredByThePrototypeAtEveryQos() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serve(both, both.theirs(), "oping");
        for (String qos : EVERY_QOS) {
            assertAnswered(both.ours().runs(both.theirs(), "oping", RUN, pings(qos)), PINGS);
        }
    }

    @Test
    public void otherServersOfThePrototypeServeOurs() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serve(both, both.theirs(), "operf", "ocbr", "oecho");
        returnsAll(both, "data");
        returnsAll(both, "best");
        both.ours().sendsAtRateTo(both.theirs(), "ocbr");
        assertEchoed(both.ours().runs(both.theirs(), "oecho", RUN, "oecho"));
    }

    /** A test there and back; a server of the prototype that waited for its first packet for a second is gone, and the test is made again. */
    private static void returnsAll(Neighbours both, String qos) throws Exception {
        within(Host.LIMIT, () -> {
            Ended returned =
                    both.ours().runs(both.theirs(), "operf", RUN, "operf -n operf -t bi -d 1000 -s 1400 -q " + qos);
            if (returned.printed().contains("returned none")) {
                both.theirs().serveAgain("operf");
            }
            assertTrue(returned.toString(), returned.printed().contains(" 0% packet loss"));
        });
    }

    /**
     * What its client reads too late of an unreliable flow in order, the prototype loses itself, and of a reliable one it may not notice the last
     * packet: the counters of our end say who answered. A client of its own that stood still, and sent no more, is run again.
     */
    @Test
    public void pingsOfThePrototypeAreAnsweredByOursAtEveryQos() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serve(both, both.ours(), "oping");
        for (String qos : EVERY_QOS) {
            within(Host.LIMIT, () -> {
                Ended pinged = both.theirs().runs(both.ours(), "oping", PING_RUN, pings(qos));
                FlowEnd end = both.ours().flow("oping").orElseThrow();
                boolean stoodStill = pinged.status() < 0;
                if (end.sent() != end.received() || (end.received() != PINGS && !stoodStill)) {
                    throw new LostHere(pinged + "\n" + end);
                }
                assertFalse("the client stood still: " + pinged, stoodStill);
                if (qos.equals("raw") || qos.equals("data")) {
                    assertAnswered(pinged, PINGS);
                }
            });
        }
    }

    @Test
    public void otherServersOfOursServeThePrototype() throws Exception {
        Neighbours both = Neighbours.on(lan);
        serve(both, both.ours(), "operf", "ocbr", "oecho");
        both.theirs().sendsAtRateTo(both.ours(), "ocbr");
        assertEchoed(both.theirs().runs(both.ours(), "oecho", RUN, "oecho"));
        both.theirs().runs(both.ours(), "operf", RUN, "operf -n operf -d 1000"); // sends no more than the kind of test
        eventually(() -> assertTrue(both.ours().log(), both.ours().log().contains("app.operf.server: Flow ")));
    }

    /**
     * Each ping of a reliable flow comes back at last. A stream of packets is more than the prototype can take under loss: its servers are told of
     * one packet when several become deliverable at once, and so fall behind until its window is full.
     */
    @Test
    public void reliablePingsToThePrototypeRecoverFromLoss() throws Exception {
        Neighbours both = Neighbours.startedOn(lan);
        LossyPath path = lan.lossyPath(Family.UDP4, both.ours(), both.theirs());
        both.join();
        serve(both, both.theirs(), "oping");
        both.ours().runs(both.theirs(), "oping", RUN, pings("raw"));
        path.lose(PERCENT_LOST);
        Ended pinged = both.ours()
                .runs(both.theirs(), "oping", LONG_RUN, "oping -n oping -c " + MANY_PINGS + " -i 20 -q data");
        assertTrue(path.lose(0) > 0);
        assertAnswered(pinged, MANY_PINGS);
    }

    private static void serve(Neighbours both, Host server, String... applications) throws Exception {
        for (String application : applications) {
            both.serve(server, application, application);
        }
    }

    private static String pings(String qos) {
        return "oping -n oping -c " + PINGS + " -i 20 -q " + qos;
    }

    private static void assertAnswered(Ended pinged, int count) {
        assertTrue(pinged.toString(), pinged.printed().contains(" " + count + " received"));
    }

    private static void assertEchoed(Ended ended) {
        assertTrue(ended.toString(), ended.printed().contains("Server replied with Client says hi!"));
    }
}
