// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.packet.PaddedLongs;

/** Counts of dropped packets by reason, with one writer at a time and any number of readers. */
final class Drops {
    private final Map<DropReason, Counter> counts = new EnumMap<>(DropReason.class); // never changed once made

    Drops() {
        DropReason[] reasons = DropReason.values();
        PaddedLongs numbers = new PaddedLongs(reasons.length);
        for (DropReason reason : reasons) {
            counts.put(reason, new Counter(numbers, counts.size()));
        }
    }

    void add(DropReason reason, long packets) {
        Objects.requireNonNull(counts.get(reason)).add(packets);
    }

    /** Adds the counts that are not zero to those of others. */
    void addTo(Map<DropReason, Long> sums) {
        counts.forEach((reason, count) -> {
            if (count.get() > 0) {
                sums.merge(reason, count.get(), Long::sum);
            }
        });
    }

    /** {@return a map of the counts that are not zero, for more to be added} */
    Map<DropReason, Long> copy() {
        Map<DropReason, Long> sums = new EnumMap<>(DropReason.class);
        addTo(sums);
        return sums;
    }
}
