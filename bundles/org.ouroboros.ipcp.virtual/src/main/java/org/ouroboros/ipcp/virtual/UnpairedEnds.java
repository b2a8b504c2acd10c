// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.MemberState;

/**
 * Ends of flows that members took over and whose other ends are still to come with another member, for a bounded time: as many as
 * members took over at most. Confined to the loop of the link.
 */
final class UnpairedEnds {
    /** How long an end waits. The members of a link come back together, with their type. */
    static final Duration LIMIT = Duration.ofSeconds(1);

    /** An end, and the member that has it. */
    record Unpaired(VirtualIpcp member, MemberState.End end) {}

    private final Map<Long, Unpaired> byEid = new LinkedHashMap<>();
    private final LoopTimer timer;

    UnpairedEnds(IpcpLoop loop) {
        this.timer = loop.timer(() -> drop(each -> true, "the other end of the flow did not come back"));
    }

    /** Takes the end with an EID away, and {@return it, or null if it is not here} */
    @Nullable
    Unpaired take(OptionalLong eid) {
        return eid.isPresent() ? byEid.remove(eid.getAsLong()) : null;
    }

    /** Has an end wait for the other one. */
    void add(VirtualIpcp member, MemberState.End end) {
        byEid.put(end.eid(), new Unpaired(member, end));
        timer.arm(LIMIT.toNanos());
    }

    /** Takes the ends of a member away, and {@return them} */
    List<MemberState.End> takeAll(VirtualIpcp member) {
        List<MemberState.End> taken = byEid.values().stream()
                .filter(each -> each.member() == member)
                .map(Unpaired::end)
                .toList();
        taken.forEach(end -> byEid.remove(end.eid()));
        return taken;
    }

    /** Gives up the ends of a member that leaves. */
    void drop(VirtualIpcp member, String reason) {
        drop(each -> each.member() == member, reason);
    }

    private void drop(Predicate<Unpaired> which, String reason) {
        List<Unpaired> dropped = byEid.values().stream().filter(which).toList();
        for (Unpaired each : dropped) {
            byEid.remove(each.end().eid());
            each.end().arrived().forEach(Packet::release);
            each.end().user().down(reason);
        }
    }
}
