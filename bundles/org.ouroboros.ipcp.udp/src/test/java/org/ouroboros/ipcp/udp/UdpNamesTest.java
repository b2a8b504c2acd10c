// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** Where the name of a flow over UDP leads. */
class UdpNamesTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void aNameIsReachedWhereAPeerIsDeclaredOfTheSameVersionOfIp() {
        layer.hostA
                .peer("six", "2001:db8::1", OptionalInt.empty())
                .peer("hardware", "02:00:00:00:00:01", OptionalInt.empty());
        assertTrue(layer.loop.await(layer.a.query(TestLayer.NAME)));
        assertFalse(layer.loop.await(layer.a.query(NameHash.of("six", HashAlgorithm.MD5))));
        assertFalse(layer.loop.await(layer.a.query(NameHash.of("hardware", HashAlgorithm.MD5))));
        assertFalse(layer.loop.await(layer.b.query(TestLayer.NAME)));
    }

    @Test
    void aNameIsReachedWhereItsHashIsAHostName() {
        NameHash name = NameHash.of("udp.oping", HashAlgorithm.MD5);
        layer.wire.name("5042b264ba8ee5d42430367eff995258", "2001:db8::1");
        layer.wire.name("5042b264ba8ee5d42430367eff995258", TestLayer.B);
        layer.hostB.accept(layer.server);
        layer.client.with(layer.loop
                .await(layer.a.allocate(new Allocation(name, QosSpec.RAW, new byte[0], layer.client)))
                .flow());
        layer.client.sendNext();
        layer.loop.run();
        assertEquals(List.of(0L), layer.server.received());
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(List.of("5042b264ba8ee5d42430367eff995258"), layer.wire.lookedUp());
    }

    @Test
    void anAnswerIsKeptForAWhileAndNoAnswerForLess() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        assertFalse(layer.loop.await(layer.a.query(name)));
        layer.wire.name(name.toString(), TestLayer.B);
        assertFalse(layer.loop.await(layer.a.query(name)));
        layer.loop.runFor(Duration.ofSeconds(2));
        assertTrue(layer.loop.await(layer.a.query(name)));
        layer.loop.runFor(Duration.ofSeconds(59));
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(2, layer.wire.lookedUp().size());
        layer.loop.runFor(Duration.ofSeconds(2));
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(3, layer.wire.lookedUp().size());
    }

    @Test
    void thoseWhoAskForANameAtTheSameTimeShareALookUp() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(layer.a.query(name));
        }
        answers.forEach(answer -> assertFalse(layer.loop.await(answer)));
        assertEquals(1, layer.wire.lookedUp().size());
    }

    @Test
    void theNumberOfLookUpsIsBounded() {
        for (int i = 0; i < 20; i++) {
            layer.a.query(NameHash.of("name-" + i, HashAlgorithm.MD5));
        }
        layer.loop.run();
        assertEquals(16, layer.wire.lookedUp().size());
        assertEquals(4, layer.count(layer.a, Count.UNRESOLVED));
    }

    @Test
    void aNameWithoutAnAddressIsUnreachable() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        FlowRefused refused = layer.assertRefused(
                Reason.UNREACHABLE, layer.a.allocate(new Allocation(name, QosSpec.RAW, new byte[0], layer.client)));
        assertTrue(refused.toString().contains(name.toString()), refused.toString());
        layer.assertNothingIsLeft();
    }
}
