// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.policy.ipcp.Allocation;

/** What becomes of flows and allocations when their local IPCP leaves its layer. */
class LocalIpcpLeavesTest extends InLocalLayer {
    @Test
    void bothEndsGoDownWithTheIpcp() {
        connect();
        ipcp.close();
        ipcp.close();
        client.send(1);
        server.send(2);
        client.deallocate();
        loop.run();
        assertEquals(List.of("down"), client.told());
        assertEquals(List.of("down"), server.told());
        assertFalse(loop.await(ipcp.query(NAME)));
    }

    @Test
    void packetsThatWaitAreReleasedWhenTheIpcpGoes() {
        connect();
        server.onReceive(number -> {
            server.send(1);
            ipcp.close();
            server.send(2);
        });
        client.send(0);
        assertEquals(0, pool.outstanding());
        loop.run();
        assertEquals(List.of("down"), client.told());
        assertEquals(List.of("0", "down"), server.told());
    }

    @Test
    void aDeallocationThatThePeerDidNotHearOfYetIsToldWhenTheIpcpGoes() {
        connect();
        client.deallocate();
        ipcp.close();
        loop.run();
        assertEquals(List.of("deallocated"), server.told());
    }

    @Test
    void allocationsThatWaitFailWhenTheIpcpGoesAndALateServerGoesDown() {
        bootstrapAndRegister();
        CompletableFuture<Allocation.Acceptance> answer = holdAnswer();
        CompletableFuture<Allocation.Reply> reply = allocate();
        server.send(1);
        ipcp.close();
        assertRefused(Reason.LAYER_DOWN, reply);
        answer.complete(new Allocation.Acceptance(server, new byte[0]));
        server.send(2);
        loop.run();
        assertEquals(List.of("down"), server.told());
        assertEquals(List.of(), client.told());
    }

    @Test
    void aLateServerThatReleasedItsEndHearsNothing() {
        bootstrapAndRegister();
        CompletableFuture<Allocation.Acceptance> answer = holdAnswer();
        CompletableFuture<Allocation.Reply> reply = allocate();
        ipcp.close();
        assertRefused(Reason.LAYER_DOWN, reply);
        server.deallocate();
        answer.complete(new Allocation.Acceptance(server, new byte[0]));
        loop.run();
        assertEquals(List.of(), server.told());
    }

    @Test
    void aServerThatReleasedItsEndBeforeTheIpcpWentHearsNothing() {
        bootstrapAndRegister();
        CompletableFuture<Allocation.Acceptance> answer = holdAnswer();
        CompletableFuture<Allocation.Reply> reply = allocate();
        server.deallocate();
        ipcp.close();
        assertRefused(Reason.LAYER_DOWN, reply);
        answer.complete(new Allocation.Acceptance(server, new byte[0]));
        loop.run();
        assertEquals(List.of(), server.told());
    }
}
