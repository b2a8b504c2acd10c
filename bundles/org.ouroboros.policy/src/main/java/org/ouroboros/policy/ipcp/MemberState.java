// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.swap.State;

/**
 * Where a member of a layer is, from which an IPCP of the same type goes on in place of another. Names that are registered with it are not part of
 * it: the system registers them again. Whoever holds it owns the packets in it.
 *
 * @param layer the layer
 * @param facts what else there is to know, by name, as the type writes it; a type ignores those that it does not know
 * @param ends ends of flows at this member, but for flows that were not accepted yet
 * @param lowers N-1 flows that the member uses, in the order in which they were made
 */
public record MemberState(LayerInfo layer, Map<String, String> facts, List<End> ends, List<Lower> lowers)
        implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /**
     * This end of a flow.
     *
     * @param user takes what arrives
     * @param eid EID of this end
     * @param peer address of the member at the other end, as the layer writes it; empty where the EID tells
     * @param peerEid EID of the other end; empty if that was released, and the user is still to be told
     * @param facts what else there is to know, by name, as the type writes it
     * @param arrived packets that the user has not got, in order
     */
    public record End(
            FlowUser user,
            long eid,
            String peer,
            OptionalLong peerEid,
            Map<String, String> facts,
            List<Packet> arrived) {
        /** Copies the collections. */
        public End {
            facts = Map.copyOf(facts);
            arrived = List.copyOf(arrived);
        }
    }

    /**
     * An N-1 flow that the member uses. It stays allocated, and has no user until a successor takes it by {@link IpcpHost#resume}.
     *
     * @param flow the flow
     * @param facts what there is to know of the neighbour and the use, by name, as the type writes it
     * @param waiting packets that wait for it to take them, in order
     */
    public record Lower(LayerFlow flow, Map<String, String> facts, List<Packet> waiting) {
        /** Copies the collections. */
        public Lower {
            facts = Map.copyOf(facts);
            waiting = List.copyOf(waiting);
        }
    }

    /** Copies the collections. */
    public MemberState {
        facts = Map.copyOf(facts);
        ends = List.copyOf(ends);
        lowers = List.copyOf(lowers);
    }

    /**
     * Of a member that uses no N-1 flows.
     *
     * @param layer the layer
     * @param facts what else there is to know
     * @param ends ends of flows at this member
     */
    public MemberState(LayerInfo layer, Map<String, String> facts, List<End> ends) {
        this(layer, facts, ends, List.of());
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "member of layer '" + layer.layer() + "', " + ends.size() + " ends of flows, " + lowers.size()
                + " N-1 flows";
    }

    /** Releases the packets in it, of a member that does not go on. */
    public void release() {
        ends.forEach(end -> end.arrived().forEach(Packet::release));
        lowers.forEach(lower -> lower.waiting().forEach(Packet::release));
    }
}
