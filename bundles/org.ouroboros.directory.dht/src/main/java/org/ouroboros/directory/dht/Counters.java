// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The counters of one directory. */
final class Counters {
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);

    void add(Count what) {
        add(what, 1);
    }

    void add(Count what, long amount) {
        counts.merge(what, amount, Long::sum);
    }

    Map<String, Long> byName() {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            byName.put(count.label(), counts.getOrDefault(count, 0L));
        }
        return byName;
    }
}
