// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/** A link in memory: a layer of virtual IPCPs. What it was made with is for any thread, its members for the loop. */
final class VirtualLink {
    private record Way(VirtualIpcp from, VirtualIpcp to) {
        boolean touches(VirtualIpcp member) {
            return from == member || to == member;
        }
    }

    private final LayerInfo info;
    private final Impairments impairments;
    private final IpcpLoop loop;

    /** The members, in the order in which they joined, with numbers that no other has or had. */
    private final Map<VirtualIpcp, Integer> members = new LinkedHashMap<>();

    /** The ways between members that have or had flows. */
    private final Map<Way, Direction> directions = new LinkedHashMap<>();

    private final UnpairedEnds unpaired;
    private int joined;
    private long latestEid;

    VirtualLink(LayerInfo info, Impairments impairments, IpcpLoop loop) {
        this.info = info;
        this.impairments = impairments;
        this.loop = loop;
        this.unpaired = new UnpairedEnds(loop);
    }

    LayerInfo info() {
        return info;
    }

    Impairments impairments() {
        return impairments;
    }

    IpcpLoop loop() {
        return loop;
    }

    /** Adds a member. */
    void join(VirtualIpcp member) {
        members.put(member, joined++);
    }

    /** {@return an EID that no end of a flow has or had} */
    long newEid() {
        return ++latestEid;
    }

    /**
     * Takes a member away that hands over: what is under way from it and to it waits at the ends.
     *
     * @return ends that it took over itself, and that wait
     */
    List<MemberState.End> leaveTo(VirtualIpcp member) {
        members.remove(member);
        directions.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().touches(member);
            if (gone) {
                entry.getValue().strand();
            }
            return gone;
        });
        return unpaired.takeAll(member);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Has a member go on with an end of a flow, as soon as the other end is there. */
    void resume(VirtualIpcp member, MemberState.End end) {
        latestEid = Math.max(latestEid, Math.max(end.eid(), end.peerEid().orElse(0)));
        UnpairedEnds.Unpaired other = unpaired.take(end.peerEid());
        if (end.peerEid().isEmpty()) {
            VirtualFlow flow = new VirtualFlow(this, member, member, end.user());
            flow.peer().release();
            goOn(flow, end);
            flow.peerDeallocated();
        } else if (other == null) {
            unpaired.add(member, end);
        } else {
            VirtualFlow flow = new VirtualFlow(this, member, other.member(), end.user());
            goOn(flow, end);
            goOn(flow.peer(), other.end());
        }
    }

    private static void goOn(VirtualFlow flow, MemberState.End end) {
        flow.accept(end.user());
        flow.member().resumed(flow);
        end.user().carriedBy(flow);
        end.arrived().forEach(end.user()::receive);
    }

    /** Takes a member away, with what is under way from it and to it; says whether that was the last one. */
    boolean leave(VirtualIpcp member) {
        members.remove(member);
        unpaired.drop(member, "IPCP '" + member.host().ipcp() + "' left layer '" + info.layer() + "'");
        directions.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().touches(member);
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        return members.isEmpty();
    }

    /** {@return the way from one member to another one} */
    Direction direction(VirtualIpcp from, VirtualIpcp to) {
        return directions.computeIfAbsent(new Way(from, to), this::open);
    }

    /** {@return what happened to the packets that a member sent} */
    LinkCounters counters(VirtualIpcp from) {
        return directions.entrySet().stream()
                .filter(entry -> entry.getKey().from() == from)
                .map(entry -> entry.getValue().counters())
                .reduce(LinkCounters.NONE, LinkCounters::plus);
    }

    /** {@return the first member, other than one, with which a name is registered} */
    Optional<VirtualIpcp> reach(NameHash name, VirtualIpcp from) {
        return members.keySet().stream()
                .filter(member -> member != from && member.registered(name))
                .findFirst();
    }

    /** {@return both ends of all flows that a member takes part in} */
    List<VirtualFlow> flowsOf(VirtualIpcp member) {
        return members.keySet().stream()
                .flatMap(VirtualIpcp::flows)
                .filter(flow -> flow.member() == member || flow.peer().member() == member)
                .toList();
    }

    private Direction open(Way way) {
        return new Direction(
                "layer '" + info.layer() + "', " + way.from.host().ipcp() + " -> "
                        + way.to.host().ipcp(),
                impairments,
                (long) number(way.from) << Integer.SIZE | number(way.to),
                loop,
                way.from.host().pool());
    }

    private int number(VirtualIpcp member) {
        return Objects.requireNonNull(members.get(member));
    }
}
