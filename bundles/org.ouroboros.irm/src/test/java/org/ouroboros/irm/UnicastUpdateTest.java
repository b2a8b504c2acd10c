// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.irm.SimulatedSystem.receive;
import static org.ouroboros.irm.SimulatedSystem.send;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;

/** The type of unicast IPCPs is taken from a member of a ring and comes back, under traffic that ends there and passes. */
class UnicastUpdateTest {
    private static final String NET = "net";
    private static final int SIZE = 5;

    private final Network network = new Network(41, SIZE);
    private final NumberedTraffic traffic = new NumberedTraffic(network.loop, 2);

    @AfterEach
    void everyPacketIsBack() {
        traffic.end();
        network.loop.runFor(Duration.ofSeconds(1));
        assertTrue( // but for what members say to each other now and then
                network.loop.runUntil(
                        () -> IntStream.range(0, SIZE)
                                .allMatch(i -> network.system(i).pool.outstanding() == 0),
                        Duration.ofSeconds(1)),
                "a packet is missing");
    }

    /** A ring, in which flows take one way each: it is the only shortest one. */
    private void ring(Map<String, String> options) {
        network.ring(NET, options, Map.of("delay_ms", "1", "rate", "20000000", "queue", "1")); // packets queue
        network.loop.runFor(Duration.ofSeconds(1));
    }

    private void pass() {
        traffic.flow(network, NET, 0, 1);
        traffic.flow(network, NET, 1, 3);
        traffic.flow(network, NET, 4, 2);
        traffic.flow(network, NET, 0, 2); // which system 1 relays to where its own packets go
    }

    @ParameterizedTest
    @ValueSource(strings = {"link-state", "lfa", "ecmp"})
    void flowsThatEndAtAMemberOrPassItLoseNothingWhenItsTypeIsUpdated(String routing) {
        ring(Map.of("routing", routing));
        pass();
        traffic.run(Duration.ofMillis(50));
        for (int awayMs : new int[] {0, 1, 5, 20}) {
            for (int member = 0; member < SIZE; member++) {
                network.removeType(member);
                traffic.run(Duration.ofMillis(awayMs));
                network.addType(member);
                traffic.run(Duration.ofMillis(20));
            }
        }
        traffic.check();
    }

    @Test
    void noOtherMemberNoticesAnUpdate() {
        ring(Map.of());
        List<List<LayerView.Link>> before = links();
        List<LayerView.Adjacency> adjacencies = network.view(NET, 1).adjacencies();
        network.removeType(1);
        network.loop.runFor(Duration.ofMillis(10));
        network.addType(1);
        network.loop.runFor(Duration.ofMillis(100));
        List<List<LayerView.Link>> after = links();
        for (int member = 0; member < SIZE; member++) {
            assertEquals(numbers(before.get(member)), numbers(after.get(member)), "of member " + member);
        }
        assertEquals(adjacencies, network.view(NET, 1).adjacencies());
        assertEquals(0, network.count(NET, 0, "link-state dropped: malformed"));
        for (int member = 0; member < SIZE; member++) {
            if (member != 1) {
                exchange(member, 1);
                exchange(1, member);
            }
        }
    }

    @Test
    void aNeighbourThatWentMeanwhileIsWithdrawn() {
        ring(Map.of());
        network.removeType(1);
        network.wires.cut(Network.wire(1, 2));
        network.loop.runFor(Duration.ofSeconds(5));
        network.addType(1);
        network.loop.runFor(Duration.ofSeconds(5));
        assertEquals(
                1,
                network.view(NET, 1).adjacencies().stream()
                        .filter(adjacency -> adjacency.component() == LayerComponent.DATA_TRANSFER)
                        .count());
        exchange(1, 2);
        exchange(3, 1);
    }

    @Test
    void aMemberWhoseTypeDoesNotComeBackInTimeLosesItsFlowsAndJoinsAnew() {
        ring(Map.of());
        Flow client = network.allocate(NET, 1, 3);
        network.removeType(1);
        network.loop.runFor(HeldMember.LIMIT.minusSeconds(1));
        assertEquals(FlowState.UP, client.state());
        network.loop.runFor(Duration.ofSeconds(2));
        assertEquals(FlowState.DOWN, client.state());
        client.deallocate();
        network.addType(1);
        network.loop.runFor(Duration.ofSeconds(30));
        exchange(1, 3);
        exchange(3, 1);
    }

    private List<List<LayerView.Link>> links() {
        return IntStream.range(0, SIZE)
                .mapToObj(member -> network.view(NET, member).links())
                .toList();
    }

    private static List<String> numbers(List<LayerView.Link> links) {
        return links.stream()
                .map(link -> link.from() + " " + link.to() + " " + link.sequence())
                .sorted()
                .toList();
    }

    private void exchange(int from, int to) {
        Flow client = network.allocate(NET, from, to);
        network.loop.runFor(Duration.ofMillis(20));
        Flow server = network.accepted(to);
        send(client, "there");
        send(server, "back");
        network.loop.runFor(Duration.ofMillis(50));
        assertEquals("there", receive(server));
        assertEquals("back", receive(client));
        client.deallocate();
        server.deallocate();
    }
}
