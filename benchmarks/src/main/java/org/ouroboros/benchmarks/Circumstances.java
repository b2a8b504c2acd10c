// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ouroboros.api.irm.CounterInfo;

/**
 * What explains how packets came through.
 *
 * @param dropped packets that systems of this JVM have dropped, by why
 * @param collections collections of garbage
 * @param collectionMs how long these took together
 */
record Circumstances(Map<String, Long> dropped, long collections, long collectionMs) {
    private static final String DROPPED = "dropped: ";

    static Circumstances of(List<ShippedSystem> systems) throws InterruptedException {
        Map<String, Long> dropped = new TreeMap<>();
        for (ShippedSystem system : systems) {
            for (CounterInfo counter : system.irm().counters()) {
                if (counter.name().contains(DROPPED)) {
                    dropped.merge(kind(counter) + counter.name(), counter.value(), Long::sum);
                }
            }
        }
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new Circumstances(
                dropped,
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                collectors.stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
    }

    /** {@return who counts, the same in every system} */
    private static String kind(CounterInfo counter) {
        return counter.component().replaceFirst("\\.\\d+$", "") + " ";
    }

    /** {@return packets that were dropped since then for a reason} */
    long droppedSince(Circumstances earlier, String why) {
        return count(why) - earlier.count(why);
    }

    private long count(String why) {
        return dropped.entrySet().stream()
                .filter(each -> each.getKey().endsWith(DROPPED + why))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** {@return what has happened since then, for people} */
    String since(Circumstances earlier) {
        String drops = dropped.entrySet().stream()
                .filter(each -> each.getValue() > earlier.dropped.getOrDefault(each.getKey(), 0L))
                .map(each -> each.getKey() + " " + (each.getValue() - earlier.dropped.getOrDefault(each.getKey(), 0L)))
                .collect(Collectors.joining(", "));
        return (collections - earlier.collections) + " collections of garbage in "
                + (collectionMs - earlier.collectionMs) + " ms" + (drops.isEmpty() ? "" : "; " + drops);
    }
}
