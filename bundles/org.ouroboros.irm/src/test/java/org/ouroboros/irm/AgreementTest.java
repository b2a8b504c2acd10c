// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.irm.SimulatedSystem.Running;

/** What the two ends of a flow say to each other while a layer allocates it. */
class AgreementTest {
    private static final int BLOCK_BYTES = 7; // by which members of ours know each other
    private static final int REQUEST_BYTES = 36 + BLOCK_BYTES;
    private static final int RESPONSE_BYTES = 36 + BLOCK_BYTES + 48;

    private final SimulatedSystem system = new SimulatedSystem(4);
    private final ReluctantType layer = new ReluctantType(system.loop);
    private final List<byte[]> said = new ArrayList<>();

    @BeforeEach
    void serve() {
        system.irm.addType("reluctant", layer, "test 1.0.0");
        system.bootstrap("ipcp", "reluctant", "layer", Map.of());
        system.bind("server", "name");
        system.register("name", "ipcp");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        system.irm.close();
        system.settle();
        assertEquals(List.of(), system.irm.flows());
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void eachAllocationCarriesAMessageBothWays() {
        layer.requestTap = this::listen;
        layer.responseTap = this::listen;
        system.run("server");
        assertEquals(FlowState.UP, system.allocate("name").state());
        assertEquals(
                List.of(REQUEST_BYTES, RESPONSE_BYTES),
                said.stream().map(message -> message.length).toList());
    }

    @Test
    void requestThatIsNotAcceptableNeverReachesTheServer() {
        Running server = system.run("server");
        layer.requestTap = oap -> new byte[0];
        assertRefused(Reason.AUTHENTICATION, "malformed, in 0 bytes");
        layer.requestTap = oap -> {
            oap[16 + 2]++; // the timestamp: 3 days
            return oap;
        };
        assertRefused(Reason.AUTHENTICATION, "in the future");
        layer.requestTap = oap -> {
            byte[] asking = Arrays.copyOf(oap, REQUEST_BYTES + 1);
            asking[33] = 1; // a key of one byte
            return asking;
        };
        assertRefused(Reason.ENCRYPTION, "names no cipher");
        assertEquals(List.of(), server.server().flows);
        assertEquals(2, count("refused to a peer: authentication"));
        assertEquals(1, count("refused to a peer: encryption"));
    }

    @Test
    void requestThatIsSentAgainIsServedOnce() {
        Running server = system.run("server");
        layer.requestTap = this::listen;
        system.allocate("name");
        layer.requestTap = oap -> said.getFirst();
        assertRefused(Reason.AUTHENTICATION, "it came before");
        system.settle();
        assertEquals(1, server.server().flows.size());
    }

    @Test
    void answerThatIsNotToTheRequestLeavesNoFlow() {
        Running server = system.run("server");
        layer.responseTap = oap -> {
            oap[RESPONSE_BYTES - 1]++;
            return oap;
        };
        assertRefused(Reason.AUTHENTICATION, "changed on its way");
        system.settle();
        assertEquals(FlowState.PEER_DEALLOCATED, server.server().latest().state());
        assertEquals(1, count("refused: authentication"));
    }

    private byte[] listen(byte[] oap) {
        said.add(oap);
        return oap;
    }

    private void assertRefused(Reason reason, String message) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("name"));
        assertEquals(reason, refused.reason());
        assertTrue(refused.toString().contains(message), refused.toString());
    }

    private long count(String counter) {
        return system.irm.counters().stream()
                .filter(each -> each.name().equals(counter))
                .mapToLong(CounterInfo::value)
                .findFirst()
                .orElse(0);
    }
}
