// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.swap.StateRefused;

/**
 * An open end of a flow that goes from one member to its successor.
 *
 * @param user takes what arrives
 * @param eid its endpoint id
 * @param peer address of the member at the other end
 * @param peerEid endpoint id there
 * @param cube QoS cube of its packets
 * @param pace where its congestion control is
 * @param request the request of the peer that made the flow; empty if this member asked for it
 */
record LeftEnd(
        FlowUser user, long eid, long peer, long peerEid, int cube, CongestionState pace, Optional<RequestId> request) {
    private static final String REQUEST = "request";
    private static final String CUBE = "cube";
    private static final String LIMIT = "limit";
    private static final String ECHOED = "echoed";
    private static final String SLOW_START = "slow start";
    private static final String RECEIVED = "received";

    /** {@return this as part of a state} */
    MemberState.End end() {
        Map<String, String> facts = new HashMap<>(Map.of(
                CUBE, Integer.toString(cube),
                LIMIT, Long.toString(pace.limitBytesPerSecond()),
                ECHOED, Integer.toString(pace.echoed()),
                SLOW_START, Boolean.toString(pace.slowStart()),
                RECEIVED, Integer.toString(pace.received())));
        request.ifPresent(made -> facts.put(REQUEST, Integer.toString(made.hash())));
        return new MemberState.End(user, eid, Long.toHexString(peer), OptionalLong.of(peerEid), facts, List.of());
    }

    /**
     * Reads an end that a predecessor left.
     *
     * @throws StateRefused if that is not one of a member
     */
    static LeftEnd of(MemberState.End end) {
        return Legacy.reading(() -> read(end));
    }

    private static LeftEnd read(MemberState.End end) {
        Map<String, String> facts = end.facts();
        PeerEnd peer = new PeerEnd(
                Long.parseUnsignedLong(end.peer(), 16), end.peerEid().orElse(0));
        return new LeftEnd(
                end.user(),
                end.eid(),
                peer.address(),
                peer.eid(),
                Integer.parseInt(facts.getOrDefault(CUBE, "0")),
                pace(facts),
                Optional.ofNullable(facts.get(REQUEST)).map(hash -> new RequestId(peer, Integer.parseInt(hash))));
    }

    private static CongestionState pace(Map<String, String> facts) {
        return facts.containsKey(LIMIT)
                ? new CongestionState(
                        Long.parseLong(facts.get(LIMIT)),
                        Integer.parseInt(facts.getOrDefault(ECHOED, "0")),
                        Boolean.parseBoolean(facts.get(SLOW_START)),
                        Integer.parseInt(facts.getOrDefault(RECEIVED, "0")))
                : CongestionState.SLOW_START;
    }
}
