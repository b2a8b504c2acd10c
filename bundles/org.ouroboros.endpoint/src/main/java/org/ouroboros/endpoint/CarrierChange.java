// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * What an endpoint sends on while what carries its flow is being replaced, also if that happens between the peer's answer and the moment when the
 * endpoint is put on the flow. Confined to the loop.
 */
final class CarrierChange {
    private final PacketPool pool;
    private final Consumer<Packet> dropped;
    private @Nullable HeldFlow held;
    private boolean early; // the flow that is still to come is replaced already
    private @Nullable LayerFlow successor; // of that one

    /**
     * Nothing is being replaced.
     *
     * @param dropped ends packets that cannot wait, or do not go on
     */
    CarrierChange(PacketPool pool, Consumer<Packet> dropped) {
        this.pool = pool;
        this.dropped = dropped;
    }

    boolean isHeld() {
        return held != null;
    }

    /** Holds a flow; {@return what stands in for it} */
    LayerFlow hold(LayerFlow flow) {
        HeldFlow meanwhile = new HeldFlow(flow, pool, dropped);
        held = meanwhile;
        return meanwhile;
    }

    /** Holds a flow on which the endpoint is still to be put. */
    void holdEarly() {
        early = true;
        successor = null;
    }

    /** Takes the successor of a flow on which the endpoint is still to be put. */
    void carryEarly(LayerFlow flow) {
        successor = flow;
    }

    /** {@return what to send on in place of a flow on which the endpoint is put now} */
    LayerFlow inPlaceOf(LayerFlow flow) {
        LayerFlow next = successor;
        if (!early) {
            return flow;
        }
        early = false;
        successor = null;
        return next == null ? hold(flow) : next;
    }

    /** Lets the successor go of a flow on which the endpoint is never going to be put. */
    void letGo() {
        LayerFlow unused = successor;
        successor = null;
        if (unused != null) {
            unused.deallocate();
        }
    }

    /** Ends the hold; {@return what stood in, or null if nothing did} */
    @Nullable
    HeldFlow end() {
        HeldFlow meanwhile = held;
        held = null;
        return meanwhile;
    }

    /** Says that nothing is going to carry the flow: what waits is dropped. */
    void giveUp() {
        early = false;
        letGo();
        if (held != null) {
            held.giveUp();
        }
    }
}
