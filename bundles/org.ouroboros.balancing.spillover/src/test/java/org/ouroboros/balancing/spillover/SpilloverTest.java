// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.spillover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

class SpilloverTest {
    private final SpilloverPolicy policy = new SpilloverPolicy();

    @Test
    void theProcessThatCameLastTakesFlowsUntilItIsFullThenTheOneBefore() {
        Balancer balancer = policy.open(BalancingState.NONE);
        List<Candidate> processes = List.of(new Candidate(3, 0, 2), new Candidate(5, 0, 1), new Candidate(8, 0, 2));
        assertEquals(List.of(8L, 8L, 5L, 3L, 3L), fill(balancer, processes));
    }

    @Test
    void aProcessThatHasRoomAgainTakesFlowsAgain() {
        Balancer balancer = policy.open(BalancingState.NONE);
        Candidate older = new Candidate(3, 0, 2);
        assertEquals(3, balancer.choose(List.of(older)).process());
        assertEquals(8, balancer.choose(List.of(older, new Candidate(8, 1, 2))).process());
    }

    @Test
    void whatWasChosenBeforeASwapDoesNotMatter() {
        Balancer balancer = policy.open(BalancingState.after(8));
        balancer.resume(BalancingState.after(3));
        assertEquals(
                5,
                balancer.choose(List.of(new Candidate(3, 0, 2), new Candidate(5, 0, 2)))
                        .process());
    }

    /** Gives flows to processes while one has room, as the IRM does. {@return the processes that got them} */
    private static List<Long> fill(Balancer balancer, List<Candidate> processes) {
        List<Candidate> withRoom = new ArrayList<>(processes);
        List<Long> served = new ArrayList<>();
        while (!withRoom.isEmpty()) {
            Candidate chosen = balancer.choose(List.copyOf(withRoom));
            served.add(chosen.process());
            int place = withRoom.indexOf(chosen);
            if (chosen.flows() + 1 < chosen.limit()) {
                withRoom.set(place, new Candidate(chosen.process(), chosen.flows() + 1, chosen.limit()));
            } else {
                withRoom.remove(place);
            }
        }
        return served;
    }
}
