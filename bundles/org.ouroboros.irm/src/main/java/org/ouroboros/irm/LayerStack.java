// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Which IPCPs of a system stand on which: those that carry their flows. Confined to the loop. */
final class LayerStack {
    private final FlowTable flows;

    LayerStack(FlowTable flows) {
        this.flows = flows;
    }

    /** {@return IPCPs from the top: who goes in that order can tell its neighbours over those below} */
    List<SystemIpcp> fromTheTop(Collection<SystemIpcp> ipcps) {
        SequencedSet<SystemIpcp> met = new LinkedHashSet<>();
        SequencedSet<SystemIpcp> fromTheBottom = new LinkedHashSet<>();
        ipcps.forEach(ipcp -> climb(ipcp, met, fromTheBottom));
        fromTheBottom.retainAll(ipcps);
        return List.copyOf(fromTheBottom.reversed());
    }

    private void climb(SystemIpcp ipcp, SequencedSet<SystemIpcp> met, SequencedSet<SystemIpcp> fromTheBottom) {
        if (met.add(ipcp)) { // else IPCPs that stand on each other would go round
            flows.carriers(ipcp).forEach(carrier -> climb(carrier, met, fromTheBottom));
            fromTheBottom.add(ipcp);
        }
    }
}
