// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.ouroboros.it.Eventually.within;

import java.util.List;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;

/** A ring of two members of ours and two of the C prototype, whose links age within seconds. */
public class PeerRingIT {
    @Rule
    public final Lan lan = new Lan();

    @BeforeClass
    public static void needsThePrototype() {
        PrototypeHost.assumeInstalled();
    }

    @Test
    public void everyPairIsBackAfterALinkIsCutAndAfterItIsMended() throws Exception {
        JavaHost a = lan.java(Family.UDP4);
        PrototypeHost b = lan.prototype(Family.UDP4);
        JavaHost c = lan.java(Family.UDP4);
        PrototypeHost d = lan.prototype(Family.UDP4);
        List<Host> ring = List.of(a, b, c, d);
        a.bootstrap(Host.NET, Host.UDP, "ls_t_recalc 1", "ls_t_update 1", "ls_t_timeo 4");
        b.enrol(Host.NET, Host.UDP, a);
        a.connect(Host.NET, b);
        c.enrol(Host.NET, Host.UDP, b);
        c.connect(Host.NET, b);
        d.enrol(Host.NET, Host.UDP, c);
        c.connect(Host.NET, d);
        a.connect(Host.NET, d);
        for (Host host : ring) {
            host.servePing(name(host), Host.NET);
        }
        everyPairPings(ring);
        lan.cut(a, b);
        everyPairPings(ring);
        lan.mend(a, b);
        everyPairPings(ring);
        lan.cut(c, d);
        everyPairPings(ring);
    }

    private void everyPairPings(List<Host> ring) throws Exception {
        for (Host from : ring) {
            for (Host to : ring) {
                if (from != to) {
                    within(Host.LIMIT, () -> pings(from, to));
                }
            }
        }
    }

    private void pings(Host from, Host to) throws Exception {
        try {
            from.pinged(name(to), 1);
        } catch (AssertionError unanswered) {
            lan.requireNobodyDeaf(Host.NET);
            throw unanswered;
        }
    }

    private static String name(Host host) {
        return "at." + host.namespace().number();
    }
}
