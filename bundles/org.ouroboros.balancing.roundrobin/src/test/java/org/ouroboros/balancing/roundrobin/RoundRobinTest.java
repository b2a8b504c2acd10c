// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.roundrobin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

class RoundRobinTest {
    private final RoundRobinPolicy policy = new RoundRobinPolicy();
    private final Balancer balancer = policy.open(BalancingState.NONE);

    /** Gives flows to processes that all have room. {@return who got them} */
    private static List<Long> give(int flows, Balancer balancer, long... processes) {
        List<Candidate> candidates = Arrays.stream(processes)
                .mapToObj(process -> new Candidate(process, 0, 10))
                .toList();
        return IntStream.range(0, flows)
                .mapToObj(flow -> balancer.choose(candidates).process())
                .toList();
    }

    @Test
    void processesTakeFlowsInTurn() {
        assertEquals(List.of(3L, 5L, 8L, 3L, 5L), give(5, balancer, 3, 5, 8));
    }

    @Test
    void aProcessThatComesHasItsTurnAfterTheOthers() {
        assertEquals(List.of(3L, 5L), give(2, balancer, 3, 5));
        assertEquals(List.of(9L, 3L, 5L, 9L), give(4, balancer, 3, 5, 9));
    }

    @Test
    void aProcessThatIsFullIsPassedOver() {
        assertEquals(List.of(3L, 5L), give(2, balancer, 3, 5, 8));
        assertEquals(List.of(3L, 5L), give(2, balancer, 3, 5));
        assertEquals(List.of(8L, 3L), give(2, balancer, 3, 5, 8));
    }

    @Test
    void theTurnGoesOnThoughTheProcessServedLastIsGone() {
        assertEquals(List.of(3L, 5L), give(2, balancer, 3, 5, 8));
        assertEquals(List.of(8L, 3L, 8L), give(3, balancer, 3, 8));
    }

    @Test
    void aSuccessorGoesOnFromTheSnapshot() {
        assertEquals(List.of(8L, 3L), give(2, policy.open(BalancingState.after(5)), 3, 5, 8));
    }

    @Test
    void aSuccessorGoesOnFromTheExactStateOfItsPredecessor() {
        Balancer successor = policy.open(BalancingState.after(3));
        successor.resume(BalancingState.after(8));
        assertEquals(List.of(3L, 5L), give(2, successor, 3, 5, 8));
        successor.resume(BalancingState.NONE);
        assertEquals(List.of(3L), give(1, successor, 3, 5, 8));
    }
}
