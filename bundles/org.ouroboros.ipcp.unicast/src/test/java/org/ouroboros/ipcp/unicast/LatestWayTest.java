// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.host.Candidate;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** Which packets take the way of the one before, and for which the forwarding policy is asked. */
class LatestWayTest {
    private static final long DESTINATION = 20;
    private static final long OTHER = 21;
    private static final long PATH = 64;

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final PacketPool pool = new PacketPool(4 << 20);
    private final Policies policies = Policies.none(loop, Duration.ofSeconds(1));
    private final RecordingFlow near = new RecordingFlow();
    private final RecordingFlow far = new RecordingFlow();
    private final Connection toNear = RecordingFlow.connection(pool, near, 8);
    private final Connection toFar = RecordingFlow.connection(pool, far, 9);
    private final InTurn policy = new InTurn();
    private final DataTransfer transfer =
            new DataTransfer("near", 7, 60, policies, LeftMember.names(), new Alone(), () -> 0);

    /** Takes the next hops in turn, one for each time that it is asked. */
    private static class InTurn implements ForwardingPolicy {
        private int asked;
        private boolean broken;

        @Override
        public int choose(NextHops hops, long eid) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            int chosen = asked++ % hops.size();
            return hops.up(chosen) ? chosen : 1 - chosen;
        }
    }

    /** No other component. */
    private static final class Alone implements DataTransfer.Surroundings {
        @Override
        public void neighbourUp(long address) {}

        @Override
        public void neighbourDown(long address) {}

        @Override
        public void deliver(long eid, int ecn, Packet packet) {
            packet.release();
        }

        @Override
        public void writableAgain() {}

        @Override
        public int mark(int ecn, int queued) {
            return ecn;
        }
    }

    @BeforeEach
    void connect() {
        offer(policy);
        transfer.added(toNear);
        transfer.added(toFar);
        route();
        policy.asked = 0; // by what rehearsed it
    }

    @AfterEach
    void everyPacketIsBack() {
        transfer.close();
        assertEquals(0, pool.outstanding());
    }

    private void offer(ForwardingPolicy offered) {
        policies.forwarding().offer(new Candidate<>(offered, ForwardingPolicy.KIND, "simple", "com.example", "1.0.0"));
        loop.run();
    }

    private void route() {
        transfer.forwardTo(
                Stream.of(DESTINATION, OTHER).collect(Collectors.toMap(each -> each, each -> List.of(8L, 9L))));
    }

    private void send(int packets, long destination, long path) {
        for (int i = 0; i < packets; i++) {
            Packet packet = Objects.requireNonNull(pool.take());
            transfer.send(destination, 0, 1, path, packet);
        }
    }

    /** {@return how many packets went over either neighbour since the latest call} */
    private Map<String, Integer> ways() {
        return Map.of("near", near.sent().size(), "far", far.sent().size());
    }

    @Test
    void packetsOfAFlowThatFollowEachOtherTakeOneWayUntilThereWereEnough() {
        send(2 * LatestWay.MOST + 1, DESTINATION, PATH);
        assertEquals(3, policy.asked);
        assertEquals(Map.of("near", LatestWay.MOST + 1, "far", LatestWay.MOST), ways());
    }

    @Test
    void thePolicyIsAskedForAnotherFlowAndForAnotherDestination() {
        send(2, DESTINATION, PATH);
        send(2, DESTINATION, PATH + 1);
        send(2, OTHER, PATH + 1);
        send(2, DESTINATION, PATH);
        assertEquals(4, policy.asked);
        assertEquals(Map.of("near", 4, "far", 4), ways());
    }

    @Test
    void thePolicyIsAskedWhenTheTableIsNew() {
        send(2, DESTINATION, PATH);
        route();
        send(2, DESTINATION, PATH);
        assertEquals(2, policy.asked);
    }

    @Test
    void noPacketTakesTheWayOfANeighbourThatIsDownOrGone() {
        send(2, DESTINATION, PATH);
        assertEquals(Map.of("near", 2, "far", 0), ways());
        toNear.down("cut");
        transfer.changed(toNear);
        send(2, DESTINATION, PATH);
        assertEquals(Map.of("near", 0, "far", 2), ways());
        toNear.up();
        transfer.changed(toNear);
        transfer.removed(toFar);
        send(2, DESTINATION, PATH);
        assertEquals(Map.of("near", 2, "far", 0), ways());
    }

    @Test
    void theLatestConnectionToANeighbourIsTakenAtOnce() {
        send(2, DESTINATION, PATH);
        RecordingFlow newer = new RecordingFlow();
        transfer.added(RecordingFlow.connection(pool, newer, 8));
        policy.asked = 0;
        ways();
        send(2, DESTINATION, PATH);
        assertEquals(2, newer.sent().size());
        assertEquals(Map.of("near", 0, "far", 0), ways());
    }

    @Test
    void whoIsToldThatAPacketLeavesNowHasItTakeThatWay() {
        send(1, DESTINATION, PATH);
        near.writable(false);
        assertTrue(transfer.writable(DESTINATION, PATH), "the next one in turn is far");
        assertEquals(Map.of("near", 1, "far", 0), ways());
        send(LatestWay.MOST, DESTINATION, PATH);
        assertEquals(Map.of("near", 0, "far", LatestWay.MOST), ways());
        assertEquals(2, policy.asked);
        far.writable(false);
        assertFalse(transfer.writable(DESTINATION, PATH));
    }

    @Test
    void thePolicyIsNotAskedWhetherThereIsRoomOnTheWayThatHolds() {
        send(1, DESTINATION, PATH);
        assertTrue(transfer.writable(DESTINATION, PATH));
        assertEquals(1, policy.asked);
        send(LatestWay.MOST, DESTINATION, PATH);
        assertEquals(2, policy.asked, "a look takes nobody's place");
        ways();
    }

    @Test
    void aPolicyThatFailsIsAskedForThePacketThoughItWasAskedForRoom() {
        policy.broken = true;
        assertTrue(transfer.writable(DESTINATION, PATH));
        policy.broken = false;
        policy.asked = 1;
        send(1, DESTINATION, PATH);
        assertEquals(Map.of("near", 0, "far", 1), ways());
    }

    @Test
    void aSuccessorIsAskedForTheNextPacket() {
        send(2, DESTINATION, PATH);
        InTurn successor = new InTurn();
        offer(successor);
        loop.await(policies.forwarding().withdraw(policy));
        successor.asked = 1;
        ways();
        send(2, DESTINATION, PATH);
        assertEquals(2, successor.asked);
        assertEquals(Map.of("near", 0, "far", 2), ways());
    }

    @Test
    void aPolicyThatFailsIsAskedForEachPacketAndCostsNone() {
        policy.broken = true;
        send(3, DESTINATION, PATH);
        assertEquals(Map.of("near", 3, "far", 0), ways());
        policy.broken = false;
        policy.asked = 1;
        send(1, DESTINATION, PATH);
        assertEquals(Map.of("near", 0, "far", 1), ways());
    }
}
