// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/** Members of ours and of the C prototype in a row of three: the one between passes on what the others say and send. */
public class PeerTransitIT {
    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void oursIsATransitBetweenTwoOfThePrototype() throws Exception {
        JavaHost transit = lan.java(Family.UDP4);
        endsReachEachOther(lan.prototype(Family.UDP4), transit, lan.prototype(Family.UDP4));
        assertTrue(transit.counter(Host.NET, "packets relayed") > 0);
    }

    @Test
    public void thePrototypeIsATransitBetweenTwoOfOurs() throws Exception {
        endsReachEachOther(lan.java(Family.UDP4), lan.prototype(Family.UDP4), lan.java(Family.UDP4));
    }

    /**
     * One name was registered before there was anybody to store it at, so that only its own member knows it; the other is stored at a member
     * that is no neighbour of the one of ours that joins later.
     */
    @Test
    public void whatThePrototypeRegisteredBeforeIsFoundByOneOfOursThatJoinsLater() throws Exception {
        PrototypeHost founder = lan.prototype(Family.UDP4);
        PrototypeHost between = lan.prototype(Family.UDP4);
        JavaHost late = lan.java(Family.UDP4);
        founder.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        founder.servePing("unstored", Host.NET);
        between.enrol(Host.NET, Host.UDP, founder);
        between.connect(Host.NET, founder);
        between.servePing("stored", Host.NET);
        founder.reaches("stored");
        between.reaches("unstored");

        late.enrol(Host.NET, Host.UDP, between);
        late.connect(Host.NET, between);
        late.reaches("unstored");
        late.reaches("stored");
        late.servePing("late", Host.NET);
        founder.reaches("late");
    }

    private static void endsReachEachOther(Host first, Host transit, Host last) throws Exception {
        transit.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        for (Host end : List.of(first, last)) {
            end.enrol(Host.NET, Host.UDP, transit);
            end.connect(Host.NET, transit);
            end.servePing("end." + end.namespace().number(), Host.NET);
        }
        first.reaches("end." + last.namespace().number());
        last.reaches("end." + first.namespace().number());
    }
}
