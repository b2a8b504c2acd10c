// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertFalse;
import static org.ouroboros.it.Eventually.within;

import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/** Neighbours of both kinds, of which one is killed and comes back. */
public class PeerRestartIT {
    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    /** The prototype keeps nothing: it comes back as another member, who is told again what to do. */
    @Test
    public void aMemberOfThePrototypeThatWasKilledJoinsAgain() throws Exception {
        JavaHost ours = lan.java(Family.UDP4);
        PrototypeHost theirs = lan.prototype(Family.UDP4);
        ours.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        ours.servePing("ours", Host.NET);
        join(theirs, ours);
        ours.connect(Host.NET, theirs); // as well, so that it notices
        ours.reaches("theirs");

        theirs.kill();
        within(Host.LIMIT, () -> assertFalse(ours.told("routes").contains("net.2")));
        theirs.start();
        join(theirs, ours);
        theirs.reaches("ours");
        ours.reaches("theirs");
    }

    private static void join(PrototypeHost theirs, JavaHost ours) throws Exception {
        theirs.enrol(Host.NET, Host.UDP, ours);
        theirs.connect(Host.NET, ours);
        theirs.servePing("theirs", Host.NET);
    }

    @Test
    public void aMemberOfOursIsBackByItselfAfterItWasKilled() throws Exception {
        PrototypeHost theirs = lan.prototype(Family.UDP4);
        JavaHost ours = lan.java(Family.UDP4);
        theirs.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        ours.enrol(Host.NET, Host.UDP, theirs);
        ours.connect(Host.NET, theirs);
        isBackByItself(ours, theirs);
    }

    @Test
    public void theFounderIsBackByItselfAfterItWasKilled() throws Exception {
        JavaHost ours = lan.java(Family.UDP4);
        PrototypeHost theirs = lan.prototype(Family.UDP4);
        ours.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1");
        theirs.enrol(Host.NET, Host.UDP, ours);
        ours.connect(Host.NET, theirs); // the prototype would not connect again by itself
        isBackByItself(ours, theirs);
    }

    private static void isBackByItself(JavaHost ours, PrototypeHost theirs) throws Exception {
        ours.servePing("ours", Host.NET);
        theirs.servePing("theirs", Host.NET);
        theirs.reaches("ours");
        ours.reaches("theirs");
        ours.kill();
        ours.restart();
        ours.reaches("theirs");
        theirs.reaches("ours");
    }
}
