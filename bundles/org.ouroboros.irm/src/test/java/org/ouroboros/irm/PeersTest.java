// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.irm.Desired.Source;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.Peer;

/** Where the operator says that names are found. */
class PeersTest {
    private static final Peer FAR = new Peer("far", "192.0.2.1", OptionalInt.of(3436));
    private static final Peer AFAR = new Peer("far", "2001:db8::1", OptionalInt.empty());

    private final SimulatedSystem system = new SimulatedSystem(6);
    private final ReluctantType type = new ReluctantType(system.loop);

    @Test
    void ipcpsSeeOneSnapshotUntilAPeerChanges() {
        system.irm.addType("reluctant", type, "test 1.0.0");
        system.irm.createIpcp("ipcp", "reluctant");
        IpcpHost host = type.host("ipcp");
        assertEquals(List.of(), host.peers());
        system.irm.peers().put(FAR);
        List<Peer> one = host.peers();
        assertEquals(List.of(FAR), one);
        assertSame(one, host.peers());
        assertEquals(Optional.of(FAR), system.irm.peers().put(AFAR));
        assertEquals(List.of(AFAR), host.peers());
        assertEquals(List.of(FAR), one);
        system.irm.peers().remove("far");
        assertEquals(List.of(), host.peers());
        assertThrows(IrmException.class, () -> system.irm.peers().require("far"));
    }

    @Test
    void declaredPeersAreKnownBeforeIpcpsAsk() {
        system.irm.addType("reluctant", type, "test 1.0.0");
        system.irm
                .desired()
                .replaceAll(List.of(
                        new Source(
                                "a",
                                Declaration.OfIpcp.created("a", "reluctant")
                                        .joining(new Membership.Enrolment("far", Optional.empty()), false, 0),
                                Origin.KEPT),
                        new Source("p", new Declaration.OfPeer(FAR), new Origin.Declared("p.cfg"))));
        assertEquals(List.of(FAR), type.peersAtFirst);
        assertEquals(
                List.of(new PeerInfo("far", "192.0.2.1", Optional.of(3436), new Origin.Declared("p.cfg"))),
                system.irm.peerInfos());
        system.irm.desired().remove("p");
        assertEquals(List.of(), system.irm.peerInfos());
    }

    @Test
    void whatWaitsIsTriedAtOnceWhenAPeerIsAdded() {
        system.irm.addType("reluctant", type, "test 1.0.0");
        type.refused.add("enrol");
        system.irm
                .desired()
                .put(new Source(
                        "a",
                        Declaration.OfIpcp.created("a", "reluctant")
                                .joining(new Membership.Enrolment("far", Optional.empty()), false, 0),
                        Origin.KEPT));
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(List.of(0L, 1L, 3L, 7L), type.times("enrol"));
        system.irm.peers().put(FAR);
        system.settle();
        assertEquals(List.of(0L, 1L, 3L, 7L, 10L), type.times("enrol"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "127.0.0.2", "::1", "2001:db8::1", "::ffff:192.0.2.1"})
    void literalAddressesAreTaken(String address) {
        system.irm.peers().put(new Peer("far", address, OptionalInt.empty()));
        assertEquals(1, system.irm.peerInfos().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        far | host.example    | 1     | address 'host.example' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        far | 1               | 1     | address '1' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        far | 192.0.2.256     | 1     | address '192.0.2.256' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        far | [::1]           | 1     | address '[::1]' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        far | ''              | 1     | address '' is no literal IP address: use one such as 192.0.2.1 or 2001:db8::1
        far | 0.0.0.0         | 1     | address '0.0.0.0' stands for all of a system's own: give one of the peer's
        far | ::              | 1     | address '::' stands for all of a system's own: give one of the peer's
        far | 192.0.2.1       | 0     | port 0 is outside 1..65535
        far | 192.0.2.1       | 65536 | port 65536 is outside 1..65535
        far | 192.0.2.1       | -1    | port -1 is outside 1..65535
        ''  | 192.0.2.1       | 1     | name of 0 bytes: use 1 to 255
        """)
    void whatCannotBeReachedIsRefused(String name, String address, int port, String message) {
        Peer peer = new Peer(name, address, OptionalInt.of(port));
        IrmException refused =
                assertThrows(IrmException.class, () -> system.irm.peers().put(peer));
        assertEquals(message, refused.getMessage());
        assertEquals(List.of(), system.irm.peerInfos());
    }
}
