// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerFlow;

/** Which strands of an endpoint are held, as what carries them is being replaced, and what stands in for their flows. Confined to the loop. */
final class Holds {
    private final PacketPool pool;
    private final Consumer<Packet> dropped;
    private final Map<Strand, CarrierChange> changes =
            new HashMap<>(2); // and of strands that were let go while they were held

    /**
     * Nothing is held.
     *
     * @param dropped ends packets that cannot wait, or do not go on
     */
    Holds(PacketPool pool, Consumer<Packet> dropped) {
        this.pool = pool;
        this.dropped = dropped;
    }

    /** {@return whether no strand of the endpoint is held; one that was let go does not matter any more} */
    boolean none() {
        return changes.keySet().stream().allMatch(Strand::isClosed);
    }

    /** Holds the flow of a strand; {@return what stands in for it} */
    LayerFlow hold(Strand strand, LayerFlow flow) {
        return of(strand).hold(flow);
    }

    /** Holds the flow of a strand on which the endpoint is still to be put. */
    void holdEarly(Strand strand) {
        of(strand).holdEarly();
    }

    /** {@return what to send on in place of a flow on which the endpoint is put now} */
    LayerFlow inPlaceOf(LayerFlow flow, Strand strand) {
        CarrierChange change = changes.get(strand);
        if (change == null) {
            return flow;
        }
        LayerFlow carrier = change.inPlaceOf(flow);
        if (!change.isHeld()) {
            changes.remove(strand);
        }
        return carrier;
    }

    /**
     * Goes on with a strand.
     *
     * @param flow what carries it; let go if nothing is held, or nobody is going to be put on it
     * @param wanted whether the endpoint may still be put on a flow
     * @return what stood in for it, and is to go on over it; null if the endpoint is not on any flow of the strand
     */
    @Nullable
    HeldFlow end(Strand strand, LayerFlow flow, boolean wanted) {
        CarrierChange change = changes.get(strand);
        HeldFlow meanwhile = change == null ? null : change.end();
        if (meanwhile != null) {
            changes.remove(strand);
        } else if (change != null && wanted) {
            change.carryEarly(flow);
        } else {
            flow.deallocate();
        }
        return meanwhile;
    }

    /** Gives a strand up, which nothing is going to carry: what waits is dropped. */
    void giveUp(Strand strand) {
        CarrierChange change = changes.remove(strand);
        if (change != null) {
            change.giveUp();
        }
    }

    /** Gives all strands up. */
    void giveUp() {
        changes.values().forEach(CarrierChange::giveUp);
        changes.clear();
    }

    /** Lets go of the flows on which the endpoint was still to be put, and is not going to be. */
    void letGo() {
        changes.values().forEach(CarrierChange::letGo);
    }

    private CarrierChange of(Strand strand) {
        return changes.computeIfAbsent(strand, none -> new CarrierChange(pool, dropped));
    }
}
