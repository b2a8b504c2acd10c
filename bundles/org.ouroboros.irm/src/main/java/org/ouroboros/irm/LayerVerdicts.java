// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Standing;

/** How parts of earlier swaps of layers ended, for members that ask: the latest ones. Confined to the loop. */
final class LayerVerdicts {
    /**
     * A part of a swap.
     *
     * @param ipcp name of the IPCP
     * @param swap number of the swap
     */
    record PartKey(String ipcp, long swap) {}

    private static final int MOST = 256;

    private final Map<PartKey, Report> reports = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PartKey, Report> eldest) {
            return size() > MOST;
        }
    };

    void put(PartKey part, Report report) {
        reports.put(part, report);
    }

    /** {@return how a part ended; {@link Standing#UNKNOWN} if nothing is known of it} */
    Report of(PartKey part) {
        Report known = reports.get(part);
        return known == null ? new Report(part.swap(), Standing.UNKNOWN, "") : known;
    }
}
