// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.within;

import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/**
 * A member of ours and one of the C prototype in one layer, whoever founded it: they enrol each other, connect, find names that were
 * registered before and after, and allocate flows both ways.
 */
public class PeerJoinIT {
    /** How often a request is repeated before nobody waits for the answer any more. */
    private static final int REPETITIONS = 5;

    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void oursJoinsALayerOfThePrototypeOverUdp4() throws Exception {
        joins(lan.prototype(Family.UDP4), lan.java(Family.UDP4));
    }

    @Test
    public void oursJoinsALayerOfThePrototypeOverUdp6() throws Exception {
        joins(lan.prototype(Family.UDP6), lan.java(Family.UDP6));
    }

    @Test
    public void thePrototypeJoinsALayerOfOursOverUdp4() throws Exception {
        joins(lan.java(Family.UDP4), lan.prototype(Family.UDP4));
    }

    @Test
    public void thePrototypeJoinsALayerOfOursOverUdp6() throws Exception {
        joins(lan.java(Family.UDP6), lan.prototype(Family.UDP6));
    }

    /** It would allocate a flow for each of them. */
    @Test
    public void thePrototypeIgnoresTheRepetitionsOfARequestThatItDoesNotAnswer() throws Exception {
        PrototypeHost theirs = lan.prototype(Family.UDP4);
        JavaHost ours = lan.java(Family.UDP4);
        theirs.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        ours.enrol(Host.NET, Host.UDP, theirs);
        ours.connect(Host.NET, theirs);
        theirs.registerUnserved("silent", Host.NET);
        long before = ours.counter(Host.NET, "flow requests repeated");
        within(Host.LIMIT, () -> {
            ours.client("silent", Host.REQUEST_LIMIT, "oping -n silent -c 1");
            assertTrue(ours.counter(Host.NET, "flow requests repeated") >= before + REPETITIONS);
        });
        lan.requireNobodyStuck();
        assertEquals(1, theirs.requestsFor("silent"));
        theirs.servePing("after", Host.NET);
        ours.reaches("after");
    }

    private static void joins(Host founder, Host joiner) throws Exception {
        founder.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        founder.servePing("early", Host.NET);
        joiner.enrol(Host.NET, Host.UDP, founder);
        joiner.connect(Host.NET, founder);

        joiner.reaches("early");
        joiner.servePing("joined", Host.NET);
        founder.reaches("joined");
        founder.servePing("late", Host.NET);
        joiner.reaches("late");

        sendsAtRate(founder, joiner);
        sendsAtRate(joiner, founder);
    }

    private static void sendsAtRate(Host client, Host server) throws Exception {
        String name = "sink." + server.namespace().number();
        server.serveRate(name, Host.NET);
        client.sendsAtRateTo(server, name);
    }
}
