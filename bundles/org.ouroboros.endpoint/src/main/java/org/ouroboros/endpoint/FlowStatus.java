// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;

/** Why a flow is not up: a set of causes. Any thread. */
final class FlowStatus {
    /** Causes, weakest first; {@link #state()} is that of the strongest one present. */
    enum Cause {
        MARKED_HERE(1, FlowState.DOWN),
        LAYER_DOWN(2, FlowState.DOWN),
        PEER_DEAD(4, FlowState.PEER_DEAD),
        PEER_DEALLOCATED(8, FlowState.PEER_DEALLOCATED),
        DEALLOCATED(16, FlowState.DEALLOCATED);

        private final int bit;
        private final FlowState state;

        Cause(int bit, FlowState state) {
            this.bit = bit;
            this.state = state;
        }
    }

    private static final List<Cause> STRONGEST_FIRST = List.of(Cause.values()).reversed();

    private final AtomicInteger causes = new AtomicInteger();
    private volatile String layerReason = "";

    /** Adds a cause; {@return whether the state changed by it} A full fence. */
    boolean add(Cause cause) {
        int before = causes.getAndUpdate(set -> set | cause.bit);
        return stateOf(before) != stateOf(before | cause.bit);
    }

    /** Adds {@link Cause#LAYER_DOWN}; {@return whether the state changed by it} A full fence. */
    boolean addLayerDown(String reason) {
        layerReason = reason;
        return add(Cause.LAYER_DOWN);
    }

    /** Adds a cause if there is none; {@return whether it was added} A full fence. */
    boolean addIfUp(Cause cause) {
        return causes.compareAndSet(0, cause.bit);
    }

    /** Takes a cause away; {@return whether the state changed by it} A full fence. */
    boolean remove(Cause cause) {
        int before = causes.getAndUpdate(set -> set & ~cause.bit);
        return stateOf(before) != stateOf(before & ~cause.bit);
    }

    boolean has(Cause cause) {
        return (causes.get() & cause.bit) != 0;
    }

    FlowState state() {
        return stateOf(causes.get());
    }

    boolean isUp() {
        return causes.get() == 0;
    }

    String layerReason() {
        return layerReason;
    }

    /** {@return what a reader or writer of a flow in a state is told} */
    FlowDown refusal(Object flow, FlowState seen) {
        String why = switch (seen) {
            case UP -> "up";
            case DOWN -> has(Cause.MARKED_HERE) ? "marked down at this end" : "down: " + layerReason;
            case PEER_DEAD -> "down: nothing was heard of the peer";
            case PEER_DEALLOCATED -> "deallocated by the peer";
            case DEALLOCATED -> "deallocated";
        };
        return new FlowDown(seen, flow + " is " + why);
    }

    private static FlowState stateOf(int set) {
        if (set == 0) {
            return FlowState.UP;
        }
        for (Cause cause : STRONGEST_FIRST) {
            if ((set & cause.bit) != 0) {
                return cause.state;
            }
        }
        throw new IllegalStateException("unknown causes " + set);
    }
}
