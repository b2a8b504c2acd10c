// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.DropReason;

/** What the IRM counts about flows, since it started. Confined to the loop. */
final class Tally {
    private static final String FLOWS = "flows";

    private final Map<FlowRefused.Reason, Long> refused = new EnumMap<>(FlowRefused.Reason.class);
    private final Map<FlowRefused.Reason, Long> refusedToPeers = new EnumMap<>(FlowRefused.Reason.class);
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class); // by flows that ended
    private long allocated;
    private long renegotiated;
    private long notRenegotiated;

    void allocated() {
        allocated++;
    }

    void renegotiated() {
        renegotiated++;
    }

    void notRenegotiated() {
        notRenegotiated++;
    }

    void refused(FlowRefused.Reason reason) {
        refused.merge(reason, 1L, Long::sum);
    }

    void refusedToPeer(FlowRefused.Reason reason) {
        refusedToPeers.merge(reason, 1L, Long::sum);
    }

    /** Adds what a flow end dropped that is forgotten now. */
    void ended(Map<DropReason, Long> drops) {
        add(drops, dropped);
    }

    /**
     * Adds everything up.
     *
     * @param flows number of flow ends that there are now
     * @param drops what those dropped
     */
    List<CounterInfo> counters(int flows, Stream<Map<DropReason, Long>> drops) {
        Map<DropReason, Long> all = new EnumMap<>(dropped);
        drops.forEach(each -> add(each, all));
        return Stream.of(
                        Stream.of(
                                new CounterInfo(FLOWS, "ends now", flows),
                                new CounterInfo(FLOWS, "allocated", allocated),
                                new CounterInfo(FLOWS, "renegotiated", renegotiated),
                                new CounterInfo(FLOWS, "not renegotiated", notRenegotiated)),
                        each("refused: ", refused),
                        each("refused to a peer: ", refusedToPeers),
                        each("dropped: ", all))
                .flatMap(counters -> counters)
                .toList();
    }

    private static Stream<CounterInfo> each(String what, Map<? extends Enum<?>, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> new CounterInfo(FLOWS, what + words(count.getKey()), count.getValue()));
    }

    private static void add(Map<DropReason, Long> drops, Map<DropReason, Long> sums) {
        drops.forEach((reason, packets) -> sums.merge(reason, packets, Long::sum));
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
