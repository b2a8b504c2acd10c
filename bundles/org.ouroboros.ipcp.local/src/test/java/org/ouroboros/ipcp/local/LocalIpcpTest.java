// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;

/** Options, membership, names, and how a flow of a local layer comes to be. */
class LocalIpcpTest extends InLocalLayer {
    @Test
    void aLocalLayerIsPreferredAndPerfect() {
        LocalIpcpType type = new LocalIpcpType();
        assertEquals(0, type.traits().preference());
        assertTrue(type.traits().withinSystem());
        assertTrue(type.traits().reliable());
        assertTrue(type.traits().errorFree());
        assertEquals(Duration.ofMillis(100), type.traits().maximumPacketLifetime());
        assertEquals("hash", type.options().getFirst().name());
        assertEquals("SHA3_256", type.options().getFirst().defaultValue());
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "MD5")
    void aLayerHashesAsItIsTold(HashAlgorithm hash) {
        LayerConfig config = new LayerConfig("host", Map.of("hash", hash.name()));
        assertEquals(new LayerInfo("host", hash), loop.await(ipcp.bootstrap(config)));
    }

    @Test
    void aLayerHashesWithSha3Of256BitsByDefault() {
        assertEquals(new LayerInfo("host", HashAlgorithm.SHA3_256), loop.await(ipcp.bootstrap(LAYER)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "sha3_256", ""})
    void anotherHashIsRefusedAndLeavesTheIpcpAsItWas(String hash) {
        LayerConfig wrong = new LayerConfig("host", Map.of("hash", hash));
        LayerRefused refused = assertThrows(LayerRefused.class, () -> loop.await(ipcp.bootstrap(wrong)));
        assertTrue(refused.toString().contains("'" + hash + "'"), refused.toString());
        assertTrue(refused.toString().contains("SHA3_512"), refused.toString());
        loop.await(ipcp.bootstrap(LAYER));
    }

    @Test
    void anIpcpIsAMemberOfOneLayer() {
        loop.await(ipcp.bootstrap(LAYER));
        assertThrows(LayerRefused.class, () -> loop.await(ipcp.bootstrap(LAYER)));
    }

    @Test
    void anIpcpOfNoLayerDoesNothing() {
        assertThrows(LayerRefused.class, () -> loop.await(ipcp.register(NAME)));
        assertThrows(LayerRefused.class, () -> loop.await(ipcp.unregister(NAME)));
        assertFalse(loop.await(ipcp.query(NAME)));
        assertRefused(Reason.LAYER_DOWN, allocate());
    }

    @Test
    void aNameIsReachedWhileItIsRegistered() {
        loop.await(ipcp.bootstrap(LAYER));
        assertFalse(loop.await(ipcp.query(NAME)));
        loop.await(ipcp.register(NAME));
        assertTrue(loop.await(ipcp.query(NAME)));
        loop.await(ipcp.unregister(NAME));
        assertFalse(loop.await(ipcp.query(NAME)));
    }

    @Test
    void everyIpcpIsALayerOfItsOwn() {
        loop.await(ipcp.bootstrap(LAYER));
        loop.await(ipcp.register(NAME));
        Ipcp other = new LocalIpcpType().create(host);
        loop.await(other.bootstrap(LAYER));
        assertFalse(loop.await(other.query(NAME)));
    }

    @Test
    void anAllocationIsOfferedToTheOwnHostAndItsAnswerComesBack() {
        bootstrapAndRegister();
        List<Allocation.Arrival> arrivals = new ArrayList<>();
        host.acceptor(arrival -> {
            arrivals.add(arrival);
            return CompletableFuture.completedFuture(new Allocation.Acceptance(server, new byte[] {2}));
        });
        Allocation.Reply reply = loop.await(ipcp.allocate(new Allocation(NAME, QosSpec.VOICE, new byte[] {1}, client)));
        assertArrayEquals(new byte[] {2}, reply.oap());
        assertEquals(1, arrivals.size());
        assertEquals(NAME, arrivals.getFirst().destination());
        assertEquals(QosSpec.VOICE, arrivals.getFirst().qos());
        assertArrayEquals(new byte[] {1}, arrivals.getFirst().oap());
    }

    @Test
    void anAllocationToANameThatIsNotRegisteredIsRefused() {
        loop.await(ipcp.bootstrap(LAYER));
        assertRefused(Reason.UNREACHABLE, allocate());
    }

    @Test
    void aRefusalIsPassedBack() {
        bootstrapAndRegister();
        assertRefused(Reason.NO_ACCEPTOR, allocate());
    }

    @Test
    void aHostThatFailsRefuses() {
        bootstrapAndRegister();
        IllegalStateException defect = new IllegalStateException("defect");
        host.acceptor(arrival -> CompletableFuture.failedFuture(defect).thenApply(Allocation.Acceptance.class::cast));
        assertSame(defect, assertRefused(Reason.REFUSED_BY_PEER, allocate()).getCause());
    }

    @Test
    void aServerThatReleasesTheFlowBeforeItAcceptsRefuses() {
        bootstrapAndRegister();
        host.acceptor(arrival -> {
            server.with(arrival.flow()).send(1);
            server.deallocate();
            return CompletableFuture.completedFuture(new Allocation.Acceptance(server, new byte[0]));
        });
        assertRefused(Reason.REFUSED_BY_PEER, allocate());
        assertEquals(List.of(), client.told());
    }

    @Test
    void aClientThatGaveUpReleasesTheFlow() {
        bootstrapAndRegister();
        CompletableFuture<Allocation.Acceptance> answer = holdAnswer();
        assertTrue(allocate().cancel(false));
        answer.complete(new Allocation.Acceptance(server, new byte[0]));
        loop.run();
        assertEquals(List.of("deallocated"), server.told());
    }
}
