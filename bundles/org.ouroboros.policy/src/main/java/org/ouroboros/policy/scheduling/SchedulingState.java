// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.scheduling;

import java.util.List;
import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral state of the scheduling for one N-1 flow, carried from a policy to its successor. The packets themselves stay with the IPCP.
 *
 * @param sent packets of each QoS cube that the round at hand has sent, cube 0 first; empty if the policy knows no rounds
 */
public record SchedulingState(List<Integer> sent) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /** A round in which nothing was sent yet. */
    public static final SchedulingState NONE = new SchedulingState(List.of());

    /** Copies the list, and checks that no number is negative. */
    public SchedulingState {
        sent = List.copyOf(sent);
        if (sent.stream().anyMatch(packets -> packets < 0)) {
            throw new IllegalArgumentException("sent " + sent + ": a number of packets is not negative");
        }
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return sent.isEmpty() ? "no round" : "round in which the cubes sent " + sent;
    }
}
