// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.within;

import java.time.Duration;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/**
 * Readers of ours that take their time while a client of the prototype writes. Its one client whose QoS can be chosen is that of pings, which it sends
 * whether they are answered or not.
 */
public class PeerHesitantIT {
    private static final int PINGS = 100;
    private static final int INTERVAL_MS = 20;
    private static final String NAME = "hesitant";

    /** The client waits for answers for some seconds, and its flow stays for a while. */
    private static final Duration RUN = Duration.ofSeconds(20);

    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void aSlowReaderGetsAllThatThePrototypeWroteInOrder() throws Exception {
        readsAll("1", Integer.toString(2 * INTERVAL_MS));
    }

    @Test
    public void aReaderThatPausesForTenSecondsGetsAllThatThePrototypeWroteInOrder() throws Exception {
        readsAll(Integer.toString(PINGS / 4), "10000");
    }

    private void readsAll(String every, String pauseMs) throws Exception {
        Neighbours both = Neighbours.on(lan);
        both.ours().install(HesitantServer.PROGRAM, HesitantServer.class, HesitantServer.Config.class);
        both.ours()
                .told(
                        "irm bind program " + HesitantServer.PROGRAM + " name " + NAME + " auto -- " + every + " "
                                + pauseMs,
                        "irm name register " + NAME + " layer " + Host.NET);
        both.theirs().awaitAskedAbout(NAME);
        both.theirs()
                .runs(both.ours(), NAME, RUN, "oping -n " + NAME + " -c " + PINGS + " -i " + INTERVAL_MS + " -q data");
        within(
                Host.LIMIT,
                () -> assertTrue(both.ours().log(), both.ours().log().contains(HesitantServer.readInOrder(PINGS))));
    }
}
