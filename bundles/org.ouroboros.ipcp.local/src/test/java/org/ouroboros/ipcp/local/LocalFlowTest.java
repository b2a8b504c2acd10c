// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** What passes a flow of a local layer, and what its two ends hear of each other. */
class LocalFlowTest extends InLocalLayer {
    @Test
    void packetsPassUnchangedAndInOrderWithinTheCall() {
        connect();
        LongStream.range(0, 10).forEach(client::send);
        LongStream.range(10, 20).forEach(server::send);
        assertEquals(numbers(0, 10), server.told());
        assertEquals(numbers(10, 20), client.told());
    }

    @Test
    void aFlowTakesAllOfASlotBehindItsHeadroom() {
        connect();
        assertEquals(0, client.flow().headroom());
        assertEquals(PacketPool.SLOT_BYTES - PacketPool.HEADROOM, client.flow().largestPacket());
        assertTrue(client.flow().writable());
    }

    @Test
    void theClientIsKnownWhenTheFlowArrivesAndTheServerOnceItAccepted() {
        bootstrapAndRegister();
        List<Optional<FlowUser>> atArrival = new ArrayList<>();
        host.acceptor(arrival -> {
            atArrival.add(arrival.flow().loopback());
            server.with(arrival.flow());
            return CompletableFuture.completedFuture(new Allocation.Acceptance(server, new byte[0]));
        });
        client.with(loop.await(allocate()).flow());
        assertEquals(List.of(Optional.of(client)), atArrival);
        assertEquals(Optional.of(server), client.flow().loopback());
        assertEquals(Optional.of(client), server.flow().loopback());
        client.deallocate();
        assertEquals(Optional.empty(), client.flow().loopback());
        assertEquals(Optional.empty(), server.flow().loopback());
    }

    @Test
    void whatAServerSendsBeforeItAcceptsComesBehindTheReply() {
        bootstrapAndRegister();
        CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
        host.acceptor(arrival -> {
            server.with(arrival.flow()).send(1);
            return answer;
        });
        List<List<String>> toldAtReply = new ArrayList<>();
        CompletableFuture<?> reply = allocate().thenAccept(it -> toldAtReply.add(List.copyOf(client.told())));
        server.send(2);
        answer.complete(new Allocation.Acceptance(server, new byte[0]));
        server.send(3);
        loop.await(reply);
        loop.run();
        assertEquals(List.of(List.of()), toldAtReply);
        assertEquals(numbers(1, 4), client.told());
    }

    @Test
    void usersThatAnswerEachOtherDoNotRecurse() {
        connect();
        client.onReceive(number -> client.send(number + 1));
        server.onReceive(number -> {
            if (number < 100_000) {
                server.send(number + 1);
            }
        });
        client.send(0);
        loop.run();
        assertEquals(1, client.deepest());
        assertEquals(1, server.deepest());
        assertEquals(50_000, client.told().size());
    }

    @Test
    void usersThatAnswerEachOtherForEverLeaveTheLoopToOthers() {
        connect();
        client.onReceive(client::send);
        server.onReceive(server::send);
        client.send(0);
        boolean[] reached = {false};
        loop.execute(() -> reached[0] = true);
        assertTrue(loop.runUntil(() -> reached[0] || client.told().size() > 10_000));
        assertTrue(reached[0]);
        client.deallocate();
    }

    @Test
    void orderIsKeptWhenPacketsWaitForATurn() {
        connect();
        server.onReceive(number -> {
            if (number == 0) {
                LongStream.range(0, 200).forEach(server::send);
            }
        });
        client.onReceive(number -> {
            if (number == 100) {
                server.send(200);
            }
        });
        client.send(0);
        server.send(201);
        loop.run();
        List<String> expected = new ArrayList<>(numbers(0, 200));
        expected.addAll(List.of("201", "200"));
        assertEquals(expected, client.told());
    }

    @Test
    void thePeerLearnsOfADeallocationBehindThePacketsSentBefore() {
        connect();
        server.onReceive(number -> {
            LongStream.range(0, 200).forEach(server::send);
            server.deallocate();
        });
        client.send(0);
        loop.run();
        List<String> expected = new ArrayList<>(numbers(0, 200));
        expected.add("deallocated");
        assertEquals(expected, client.told());
        assertEquals(List.of("0"), server.told());
    }

    @Test
    void nothingReachesAnEndThatWasReleased() {
        connect();
        server.onReceive(number -> {
            server.send(1);
            client.deallocate();
            server.send(2);
        });
        client.send(0);
        client.send(3);
        loop.run();
        client.flow().deallocate();
        server.send(4);
        loop.run();
        assertEquals(List.of(), client.told());
        assertEquals(List.of("0", "deallocated"), server.told());
    }

    @Test
    void marksReachThePeerBehindThePacketsSentBefore() {
        connect();
        server.onReceive(number -> {
            server.send(1);
            server.flow().markDown();
        });
        client.send(0);
        loop.run();
        server.flow().markUp();
        loop.run();
        assertEquals(List.of("1", "down", "up"), client.told());
        assertEquals(List.of("0"), server.told());
    }

    @Test
    void aMarkIsToldOnce() {
        connect();
        client.flow().markDown();
        client.flow().markDown();
        loop.run();
        client.flow().markDown();
        loop.run();
        assertEquals(List.of("down"), server.told());
    }

    @Test
    void aMarkIsNotToldToAnEndThatWasReleased() {
        connect();
        server.flow().markDown();
        client.deallocate();
        loop.run();
        assertEquals(List.of(), client.told());
    }

    @Test
    void aMarkMadeBeforeTheFlowIsAcceptedIsToldThen() {
        bootstrapAndRegister();
        host.acceptor(arrival -> {
            arrival.flow().markDown();
            return CompletableFuture.completedFuture(new Allocation.Acceptance(server, new byte[0]));
        });
        loop.await(allocate());
        loop.run();
        assertEquals(List.of("down"), client.told());
    }

    @Test
    void aUserThatFailsStopsNeitherTheOthersNorItself() {
        connect();
        Party otherClient = new Party(pool);
        Party otherServer = connect(otherClient);
        client.onReceive(number -> {
            throw new IllegalStateException("defect");
        });
        otherServer.onReceive(number -> {
            otherServer.send(1);
            server.send(1);
            server.send(2);
            otherServer.send(2);
        });
        otherClient.send(0);
        assertThrows(IllegalStateException.class, loop::run);
        assertThrows(IllegalStateException.class, loop::run);
        loop.run();
        assertEquals(numbers(1, 3), client.told());
        assertEquals(numbers(1, 3), otherClient.told());
        assertThrows(IllegalStateException.class, () -> server.send(3));
        otherServer.send(3);
        assertEquals(numbers(1, 4), otherClient.told());
    }

    @Test
    void packetsAllocateNothing() {
        bootstrapAndRegister();
        Answering answering = new Answering();
        host.acceptor(arrival -> {
            answering.flow = arrival.flow();
            return CompletableFuture.completedFuture(new Allocation.Acceptance(answering, new byte[0]));
        });
        LayerFlow flow = loop.await(ipcp.allocate(new Allocation(NAME, QosSpec.RAW, new byte[0], new Answering())))
                .flow();
        sendBursts(flow, 1_000);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        sendBursts(flow, 1_000);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10_000, allocated + " bytes for 20,000 packets");
    }

    /** Sends back what it receives if it has a flow, and is interested in nothing else. */
    private static final class Answering implements FlowUser {
        private @Nullable LayerFlow flow;

        @Override
        public void receive(Packet packet) {
            if (flow != null) {
                flow.send(packet);
            } else {
                packet.release();
            }
        }

        @Override
        public void down(String reason) {}

        @Override
        public void up() {}

        @Override
        public void deallocated() {}
    }

    private void sendBursts(LayerFlow flow, int count) {
        for (int burst = 0; burst < count; burst++) {
            for (int i = 0; i < 10; i++) {
                flow.send(Objects.requireNonNull(pool.take()));
            }
            loop.run();
        }
    }

    private static List<String> numbers(long from, long to) {
        return LongStream.range(from, to).mapToObj(Long::toString).toList();
    }
}
