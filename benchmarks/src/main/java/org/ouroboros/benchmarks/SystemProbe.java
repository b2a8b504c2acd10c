// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;

/** What {@link ReliableBench} asks a {@link SystemProcess} for, besides messages. */
final class SystemProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ShippedSystem system;
    private final String ipcp;

    /**
     * Asks nothing yet.
     *
     * @param ipcp name of the IPCP whose layer carries the flows
     */
    SystemProbe(ShippedSystem system, String ipcp) {
        this.system = system;
        this.ipcp = ipcp;
    }

    /** {@return what protects a flow} */
    String policies(Flow flow) throws InterruptedException {
        return system.irm().flows().stream()
                .filter(info -> info.id() == flow.id())
                .map(FlowInfo::policies)
                .collect(Collectors.joining());
    }

    /** {@return packets that the IPCP sent to other members} */
    long packetsSent() throws InterruptedException {
        return system.irm().counters().stream()
                .filter(counter -> counter.component().equals("IPCP " + ipcp))
                .filter(counter -> counter.name().equals("packets sent"))
                .mapToLong(CounterInfo::value)
                .sum();
    }

    /** Allocates flows to a name and deallocates them, for so many milliseconds; {@return how long each took, in nanoseconds} */
    String delays(String name, QosSpec qos, String millis) throws InterruptedException {
        FlowAllocator allocator = system.allocator();
        long limitNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis));
        long beginNs = System.nanoTime();
        StringJoiner delays = new StringJoiner(" ");
        for (long startNs = beginNs; startNs - beginNs < limitNs; startNs = System.nanoTime()) {
            Flow allocated = allocator.allocate(name, qos, PATIENCE);
            delays.add(Long.toString(System.nanoTime() - startNs));
            allocated.deallocate();
        }
        return delays.toString();
    }

    /** Measures the cipher that flows are encrypted with, as this process has it compiled, for so many bytes and milliseconds. */
    CipherAlone.Cost cipher(List<String> words) throws Exception {
        CipherAlone alone = new CipherAlone(system.aesGcm(Integer.parseInt(words.get(0))));
        return alone.measure(Integer.parseInt(words.get(1)));
    }
}
