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

    /** What a member of the prototype had stored at another one is found by one of ours that joined later, and by its own kind. */
    @Test
    public void whatThePrototypeStoredBeforeIsFoundThroughATransitOfThePrototype() throws Exception {
        PrototypeHost founder = lan.prototype(Family.UDP4);
        PrototypeHost other = lan.prototype(Family.UDP4);
        founder.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        other.enrol(Host.NET, Host.UDP, founder);
        other.connect(Host.NET, founder);
        other.servePing("stored", Host.NET);
        founder.reaches("stored");

        JavaHost late = lan.java(Family.UDP4);
        late.enrol(Host.NET, Host.UDP, founder);
        late.connect(Host.NET, founder);
        late.reaches("stored");
        late.servePing("late", Host.NET);
        other.reaches("late");
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
