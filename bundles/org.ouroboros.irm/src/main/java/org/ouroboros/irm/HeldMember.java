// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.swap.StateRefused;

/**
 * What an IPCP left when its type went: its flows are held until a successor goes on from there, or the time is over. Confined to the loop.
 */
final class HeldMember {
    /** How long flows are held for a type that is away: as long as for a policy. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final MemberState state;
    private final LoopTimer timer;
    private boolean handedOver; // the packets are a successor's

    /**
     * Holds flows.
     *
     * @param late runs when the time is over
     */
    HeldMember(IpcpLoop loop, MemberState state, Runnable late) {
        this.state = state;
        this.timer = loop.timer(late);
        timer.arm(LIMIT.toNanos());
        state.ends().forEach(end -> end.user().held());
    }

    /**
     * Has a successor go on. Once, unless that is refused.
     *
     * @throws StateRefused if it does not; then what was left is still here. If it throws something else, it has the packets.
     */
    LayerInfo resume(IpcpType type, Ipcp successor) {
        if (state.version() > type.stateVersion()) {
            throw new StateRefused("its type takes states up to version " + type.stateVersion()
                    + ", and this one has version " + state.version());
        }
        handedOver = true;
        try {
            LayerInfo layer = successor.resume(state);
            timer.cancel();
            return layer;
        } catch (StateRefused refusal) {
            handedOver = false;
            throw refusal;
        }
    }

    /** Gives up: flows go down. */
    void giveUp(String reason) {
        timer.cancel();
        if (!handedOver) {
            state.release();
        }
        state.ends().forEach(end -> end.user().down(reason));
    }
}
