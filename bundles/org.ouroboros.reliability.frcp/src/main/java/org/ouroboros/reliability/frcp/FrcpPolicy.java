// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/** The flow and retransmission control protocol of Ouroboros: flows in order, and without loss where the QoS asks for that. */
@Component
@Policy(kind = ReliabilityPolicy.KIND, name = "frcp")
public final class FrcpPolicy implements ReliabilityPolicy {
    @Override
    public Machine open(FlowEnd flow) {
        return FrcpMachine.open(flow);
    }
}
