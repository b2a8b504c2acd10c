// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/**
 * A member of ours and one of the C prototype in one layer, whoever founded it: they enrol each other, connect, find names that were
 * registered before and after, and allocate flows both ways.
 */
public class PeerJoinIT {
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
