// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;

/** Packets are marked by how much waits where they pass, and flows slow down by how much their packets are marked. */
@Component
@Policy(kind = CongestionPolicy.KIND, name = "mb-ecn")
public final class MultiBitEcnPolicy implements CongestionPolicy {
    /** Of the number of packets that wait, the bits below this one do not mark (network specification, section 7.1). */
    private static final int MARK_SHIFT = 4;

    @Override
    public Base base() {
        return Base.MULTI_BIT_ECN;
    }

    @Override
    public int mark(int ecn, int queued) {
        return (ecn | (queued >> MARK_SHIFT)) & 0xFF;
    }

    @Override
    public Controller open(CongestionState start, long nowNs) {
        return new MultiBitEcnController(start, nowNs);
    }
}
