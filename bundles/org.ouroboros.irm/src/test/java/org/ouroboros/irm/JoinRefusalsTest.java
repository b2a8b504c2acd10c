// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.irm.declaration.Membership;

/** Layers that cannot be joined, and neighbours that cannot be connected to: one message each, of what, and of what would work. */
class JoinRefusalsTest {
    private static final String NET = "net";

    private final Network network = new Network(40, 2);

    @BeforeEach
    void makeALayer() {
        network.wire(0, 1, Map.of());
        network.bootstrap(NET, 0, Map.of());
        network.reachable(NET, 0, Network.wire(0, 1) + ".0");
    }

    @Test
    void anOptionThatTheTypeDoesNotHave() {
        assertRefused(
                "type 'unicast' has no option 'hops': it has addr, addr_auth, congestion, detection_ms, dht_alpha,"
                        + " dht_k, dht_t_expire, dht_t_refresh, dht_t_replicate, directory, eid, hash, ls_t_recalc,"
                        + " ls_t_timeo, ls_t_update, routing, scheduling, ttl",
                () -> join(new Membership.Bootstrap(new LayerSpec("other", Map.of("hops", "3")))));
    }

    @Test
    void aLayerWithoutAName() {
        assertRefused(
                "layer of 0 bytes: use 1 to 255", () -> join(new Membership.Bootstrap(new LayerSpec("", Map.of()))));
    }

    @Test
    void aMemberThatNobodyKnows() {
        assertRefused(
                "enrolment with 'nobody' failed at its connection: Enrollment connection to 'nobody': its N-1 flow was"
                    + " not allocated: no layer of this system reaches name 'nobody': asked layer 'wire-0-1' through"
                    + " IPCP 'wire-0-1.1'; register it in one of them",
                () -> join(new Membership.Enrolment("nobody", Optional.of(NET))));
    }

    @Test
    void aMemberWithANameThatNobodyCanHave() {
        String message = "destination of 256 bytes: use 1 to 255";
        assertRefused(message, () -> join(new Membership.Enrolment("a".repeat(256), Optional.of(NET))));
        network.enrol(NET, 1, 0);
        assertRefused(message, () -> connect("a".repeat(256)));
    }

    @Test
    void aLayerWithANameThatNoLayerCanHave() {
        assertRefused(
                "layer of 256 bytes: use 1 to 255",
                () -> join(new Membership.Enrolment("net.0", Optional.of("a".repeat(256)))));
    }

    @Test
    void aMemberThatIsSilent() {
        network.wires.cut(Network.wire(0, 1));
        assertRefused(
                "enrolment with 'net.0' failed at its connection: Enrollment connection to 'net.0': its N-1 flow was"
                        + " not allocated: no answer within 6 s; start the neighbour, or mend the layer below",
                () -> join(new Membership.Enrolment("net.0", Optional.of(NET))));
    }

    @Test
    void aMemberOfAnotherLayer() {
        assertRefused(
                "'net.0' is in layer 'net', not in 'other'",
                () -> join(new Membership.Enrolment("net.0", Optional.of("other"))));
        assertEquals(List.of(), network.view(NET, 0).adjacencies());
    }

    @Test
    void aMemberThatJoinsAgain() {
        network.enrol(NET, 1, 0);
        assertRefused(
                "IPCP 'net.1' is a member of a layer already",
                () -> join(new Membership.Enrolment("net.0", Optional.of(NET))));
    }

    @Test
    void aConnectionOfNoMember() {
        network.system(1).irm.createIpcp("net.1", "unicast");
        assertRefused("IPCP 'net.1' is not operational: bootstrap or enroll it first", () -> connect("net.0"));
    }

    @Test
    void aConnectionToANameThatNobodyKnows() {
        network.enrol(NET, 1, 0);
        assertRefused(
                "Management connection to 'nobody': its N-1 flow was not allocated: no layer of this system reaches"
                    + " name 'nobody': asked layer 'wire-0-1' through IPCP 'wire-0-1.1'; register it in one of them",
                () -> connect("nobody"));
    }

    @Test
    void aConnectionToANeighbourThatIsSilent() {
        network.system(1).irm.createIpcp("net.1", "unicast");
        join(new Membership.Enrolment("net.0", Optional.of(NET)));
        network.wires.cut(Network.wire(0, 1));
        assertRefused(
                "Management connection to 'net.0': its N-1 flow was not allocated: no answer within 6 s; start the"
                        + " neighbour, or mend the layer below",
                () -> connect("net.0"));
    }

    private void join(Membership how) {
        network.loop.await(network.system(1).irm.join("net.1", Optional.of("unicast"), how, true));
    }

    private void connect(String neighbour) {
        network.loop.await(
                network.system(1).irm.connect("net.1", neighbour, Set.of(LayerComponent.values()), QosSpec.RAW));
    }

    private static void assertRefused(String message, Executable request) {
        RuntimeException refused = assertThrows(RuntimeException.class, request);
        assertEquals(message, refused.getMessage());
    }
}
