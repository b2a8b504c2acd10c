// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

/** Systems of ours on hosts of their own. */
public class HostsIT {
    @Rule
    public final Lan lan = new Lan();

    @Test
    public void threeHostsReachEachOtherThroughATransitOverUdp4() throws Exception {
        reachEachOtherThroughATransit(Family.UDP4);
    }

    @Test
    public void threeHostsReachEachOtherThroughATransitOverUdp6() throws Exception {
        reachEachOtherThroughATransit(Family.UDP6);
    }

    private void reachEachOtherThroughATransit(Family family) throws Exception {
        List<JavaHost> row = row(family);
        row.getFirst().reaches("end.3");
        row.getLast().reaches("end.1");
        assertTrue(row.get(1).counter(Host.NET, "packets relayed") > 0);
    }

    @Test
    public void aMemberThatWasKilledIsBackByItselfAndSoAreItsNames() throws Exception {
        List<JavaHost> row = row(Family.UDP4);
        row.getFirst().reaches("end.3");
        JavaHost end = row.getLast();
        end.kill();
        eventually(() -> assertFalse(row.get(1).told("adjacencies").contains(end.member(Host.NET))));
        end.restart();
        row.getFirst().reaches("end.3");
        end.reaches("end.1");
    }

    @Test
    public void aSystemThatIsStoppedSaysFarewellBeforeItIsMissed() throws Exception {
        JavaHost stays = lan.java(Family.UDP4);
        JavaHost leaves = lan.java(Family.UDP4);
        stays.bootstrap(Host.NET, Host.UDP, "detection_ms 60000");
        leaves.enrol(Host.NET, Host.UDP, stays);
        leaves.connect(Host.NET, stays);
        eventually(() -> assertTrue(stays.told("routes").contains(stays.member(Host.NET))));
        leaves.stop();
        eventually(() -> {
            assertFalse(stays.told("routes").contains(stays.member(Host.NET)));
            assertFalse(stays.told("adjacencies").contains(leaves.member(Host.NET)));
        });
    }

    @Test
    public void aTransitThatWasKilledIsBackByItself() throws Exception {
        List<JavaHost> row = row(Family.UDP4);
        row.getFirst().reaches("end.3");
        row.get(1).kill();
        row.get(1).restart(); // before its neighbours notice
        row.getFirst().reaches("end.3");
        row.getLast().reaches("end.1");
    }

    @Test
    public void aLayerOverALayerOverALayerPutsAHeaderForEachInFrontOfThePayload() throws Exception {
        JavaHost server = lan.java(Family.UDP4);
        JavaHost client = lan.java(Family.UDP4);
        String below = Host.UDP;
        List<String> layers = List.of(Host.NET, "middle", "top");
        for (String layer : layers) {
            server.bootstrap(layer, below);
            client.enrol(layer, below, server);
            client.connect(layer, server);
            below = layer;
        }
        server.servePing("deep", below);
        client.reaches("deep");

        List<Integer> addresses =
                layers.stream().map(layer -> address(client, layer)).toList();
        Capture capture = new Capture(client.namespace(), lan.file("capture.pcap"));
        try (capture) {
            capture.awaitPacket(() -> client.ping("deep", 1));
            client.reaches("deep");
        }
        assertTrue(
                "no ping in the headers of " + layers,
                capture.datagrams(Family.UDP4)
                        .anyMatch(datagram -> NestedHeaders.of(datagram, layers.size())
                                .filter(headers -> headers.destinations().equals(addresses))
                                .filter(headers -> headers.payloadBytes() == 64)
                                .isPresent()));
    }

    /** {@return the address of the only neighbour in a layer, as it is in a header} */
    private static int address(JavaHost host, String layer) {
        try {
            Matcher neighbour = Pattern.compile("\"neighbour\":\"[^\"]*\",\"address\":\"([0-9a-f.]+)\"")
                    .matcher(host.told("adjacencies " + host.member(layer) + " --json"));
            assertTrue(neighbour.find());
            return Stream.of(neighbour.group(1).split("\\."))
                    .map(each -> Integer.parseInt(each, 16))
                    .reduce(0, (sum, each) -> sum << 8 | each);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** {@return three hosts of which the first and the last know only the one between; each of the two serves a name} */
    private List<JavaHost> row(Family family) throws Exception {
        JavaHost first = lan.java(family);
        JavaHost transit = lan.java(family);
        JavaHost last = lan.java(family);
        transit.bootstrap(Host.NET, Host.UDP);
        for (JavaHost end : List.of(first, last)) {
            end.enrol(Host.NET, Host.UDP, transit);
            end.connect(Host.NET, transit);
            end.servePing("end." + end.namespace().number(), Host.NET);
        }
        return List.of(first, transit, last);
    }
}
