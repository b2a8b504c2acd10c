// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.ouroboros.irm.LayerVerdicts.PartKey;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.irm.LayerWord.Terms;
import org.ouroboros.policy.ipcp.LayerMember;
import org.ouroboros.testing.LogCapture;

/** What members have a system do that was away when they swapped a policy. */
class LayerPartsTest {
    private static final String NET = "net";
    private static final int ORDERS = 200;

    private final Network network = new Network(61, 2);
    private final CompletableFuture<Void> written = new CompletableFuture<>(); // the disk is slow

    private long address(int system) {
        return network.system(system).irm.requireIpcp(Network.ipcp(NET, system)).member().members().stream()
                .filter(member -> member.kin() == LayerMember.Kin.SELF)
                .mapToLong(LayerMember::address)
                .findFirst()
                .orElseThrow();
    }

    private LayerChannel channel() {
        SystemIpcp ipcp = network.system(0).irm.requireIpcp(Network.ipcp(NET, 0));
        return new LayerChannel(network.loop, ipcp, (to, from, word) -> {});
    }

    private Order accept(long swap, String policy) {
        return new Order(
                swap,
                Act.ACCEPT,
                new Terms("routing", policy, 0, "alice"),
                address(1),
                List.of(address(1), address(0)),
                "all members had promised");
    }

    private LayerParts parts() {
        network.ring(NET, Map.of());
        return new LayerParts(network.loop, network.system(0).irm.swaps(), () -> written);
    }

    @Test
    void aMemberHasASystemCatchUpWithABoundedNumberOfSwapsAtATime() {
        LayerParts parts = parts();
        LayerChannel channel = channel();
        long from = address(1);
        LongStream.range(0, ORDERS).forEach(swap -> parts.ordered(channel, from, accept(swap, "link-state")));
        written.complete(null);
        assertEquals(
                LayerParts.MOST_CATCHING_UP,
                LongStream.range(0, ORDERS)
                        .mapToObj(swap -> parts.report(new PartKey(Network.ipcp(NET, 0), swap)))
                        .filter(report -> report.standing() == Standing.ACCEPTED)
                        .count());
        parts.ordered(channel, from, accept(ORDERS, "link-state")); // there is room again
        assertEquals(
                Standing.ACCEPTED,
                parts.report(new PartKey(Network.ipcp(NET, 0), ORDERS)).standing());
    }

    @Test
    void whatAMemberNamesIsLoggedInOneLine() {
        LayerParts parts = parts();
        try (LogCapture log = new LogCapture(LayerParts.class)) {
            parts.ordered(channel(), address(1), accept(1, "lfa\nSEVERE forged"));
            String line = log.lines().getFirst();
            assertEquals(1, line.lines().count(), line);
            assertTrue(line.contains("which is to swap to routing policy 'lfa\\nSEVERE forged': "), line);
        }
    }
}
