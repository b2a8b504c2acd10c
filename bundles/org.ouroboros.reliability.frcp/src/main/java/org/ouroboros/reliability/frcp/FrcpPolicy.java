// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.policy.swap.StateRefused;

/** The flow and retransmission control protocol of Ouroboros: flows in order, and without loss where the QoS asks for that. */
@Component
@Policy(kind = ReliabilityPolicy.KIND, name = "frcp")
public final class FrcpPolicy implements ReliabilityPolicy {
    @Override
    public Machine open(FlowEnd flow) {
        return FrcpMachine.open(flow);
    }

    @Override
    public int stateVersion() {
        return ReliabilityState.VERSION;
    }

    @Override
    public void examine(ReliabilityState state) {
        requireFitting(state);
    }

    /** Refuses windows that are larger than those that are kept here. */
    static void requireFitting(ReliabilityState state) {
        int outstanding = state.sending().outstanding();
        if (outstanding < 0 || outstanding > ReliableSender.LARGEST) {
            throw new StateRefused("it keeps " + ReliableSender.LARGEST
                    + " packets that are not acknowledged, and there are " + Integer.toUnsignedString(outstanding));
        }
        int window = state.receiving().limit() - state.receiving().delivered();
        if (window < 0 || window > ReliableReceiver.LARGEST) {
            throw new StateRefused("its window has " + ReliableReceiver.LARGEST + " packets, and the peer was told of "
                    + Integer.toUnsignedString(window));
        }
    }
}
