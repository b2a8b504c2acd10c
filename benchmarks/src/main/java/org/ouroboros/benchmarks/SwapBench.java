// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.QosSpec;

/** Policies that are replaced in a running network, and what its users notice of it. */
final class SwapBench implements Bench {
    private static final int SYSTEMS = 6;
    private static final int FLOWS = 3;
    private static final double PACKETS_PER_S = 20_000;
    private static final int SWAPS_EACH_WAY = 20;
    private static final int UPDATES = 20;
    private static final int WARM_UP_MS = 4_000;
    private static final int NOTHING_MS = 4_000;
    private static final int PAUSE_MS = 20;

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String about() {
        return "policies swapped and updated in a ring of six systems over UDP: packets lost, duplicated, reordered,"
                + " gaps";
    }

    @Override
    public void run(Report report) throws Exception {
        try (SecurityFiles security = new SecurityFiles()) {
            for (int flow = 0; flow < FLOWS; flow++) {
                security.encrypt(server("data", flow));
                security.encrypt(server("best", flow));
            }
            System.setProperty(SystemProcess.SECURITY, security.root().toString());
            Ring ring = Ring.of(SYSTEMS);
            try {
                measure(ring, report);
            } finally {
                ring.stop();
            }
        }
    }

    private static String server(String service, int flow) {
        return service + "." + flow;
    }

    private static void measure(Ring ring, Report report) throws Exception {
        List<PolicyExchange> exchanges = new ArrayList<>();
        for (ShippedSystem system : ring.systems()) {
            exchanges.add(new PolicyExchange(system));
        }
        over(ring, "raw", QosSpec.RAW, exchanges, SwappedPolicy.OF_LAYER, "", report);
        over(ring, "data", QosSpec.DATA.withBer(0), exchanges, SwappedPolicy.OF_FLOWS, "", report);
        over(ring, "best", QosSpec.BEST_EFFORT.withBer(0), exchanges, SwappedPolicy.OF_FLOWS, ".best", report);
    }

    /** Replaces one policy after the other while packets pass on flows of a QoS, each over a member in between. */
    private static void over(
            Ring ring,
            String service,
            QosSpec qos,
            List<PolicyExchange> exchanges,
            List<SwappedPolicy> policies,
            String suffix,
            Report report)
            throws Exception {
        List<NumberedFlow> flows = new ArrayList<>();
        try {
            for (int flow = 0; flow < FLOWS; flow++) {
                int from = flow * 2;
                FlowPair ends = ring.connect(from, (from + 2) % SYSTEMS, server(service, flow), qos);
                flows.add(new NumberedFlow(flow, ends, PACKETS_PER_S / FLOWS));
            }
            run(flows, () -> Thread.sleep(WARM_UP_MS));
            print("none." + service, run(flows, () -> Thread.sleep(NOTHING_MS)), report);
            for (SwappedPolicy policy : policies) {
                String name = policy.kind() + suffix;
                List<ServiceRegistration<?>> seconds = offerSeconds(policy, exchanges);
                print(name, run(flows, () -> swap(policy, exchanges)), report);
                seconds.forEach(ServiceRegistration::unregister);
                print(name + ".update", run(flows, () -> update(policy, exchanges)), report);
            }
        } finally {
            for (NumberedFlow flow : flows) {
                flow.end();
            }
        }
    }

    /** Has another policy present to swap with, where none is shipped. */
    private static List<ServiceRegistration<?>> offerSeconds(SwappedPolicy policy, List<PolicyExchange> exchanges)
            throws InvalidSyntaxException, ReflectiveOperationException {
        List<ServiceRegistration<?>> seconds = new ArrayList<>();
        for (PolicyExchange exchange : exchanges) {
            if (policy.needsSecond()) {
                seconds.add(exchange.offerSecond(policy));
            }
        }
        return seconds;
    }

    /** What is done while packets pass. */
    private interface Step {
        void run() throws Exception;
    }

    private static List<Passage> run(List<NumberedFlow> flows, Step step) throws Exception {
        flows.forEach(NumberedFlow::begin);
        Thread.sleep(PAUSE_MS);
        step.run();
        Thread.sleep(PAUSE_MS);
        for (NumberedFlow flow : flows) {
            flow.rest();
        }
        List<Passage> passages = new ArrayList<>();
        for (NumberedFlow flow : flows) {
            passages.add(flow.passage());
        }
        return passages;
    }

    /** Swaps there and back in all systems at once. */
    private static void swap(SwappedPolicy policy, List<PolicyExchange> exchanges) throws Exception {
        try (ExecutorService operators = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SWAPS_EACH_WAY; i++) {
                for (String next : List.of(policy.other(), policy.name())) {
                    List<Callable<Void>> swaps = new ArrayList<>();
                    for (PolicyExchange exchange : exchanges) {
                        if (exchange.uses(policy.kind())) {
                            swaps.add(() -> {
                                exchange.swap(policy.kind(), next);
                                return null;
                            });
                        }
                    }
                    for (Future<Void> swap : operators.invokeAll(swaps)) {
                        swap.get();
                    }
                    Thread.sleep(PAUSE_MS);
                }
            }
        }
    }

    /** Updates the bundle of the policy, in one system after the other. */
    private static void update(SwappedPolicy policy, List<PolicyExchange> exchanges) throws Exception {
        for (int i = 0; i < UPDATES; i++) {
            PolicyExchange exchange = exchanges.get(i % exchanges.size());
            exchange.update(policy);
            Thread.sleep(PAUSE_MS);
        }
    }

    private static void print(String name, List<Passage> flows, Report report) {
        Passage all = flows.stream().reduce(Passage::and).orElseThrow();
        String figure = "swap." + name;
        report.count(figure + ".lost", all.lost(), "packets");
        report.count(figure + ".duplicated", all.duplicated(), "packets");
        report.count(figure + ".reordered", all.reordered(), "packets");
        report.figure(figure + ".gap_ms", all.gapMs(), "ms");
        report.say(name + ": of " + all.written() + " packets; gaps by flow "
                + String.join(
                        ", ",
                        flows.stream()
                                .map(flow -> String.format(Locale.ROOT, "%.2f ms", flow.gapMs()))
                                .toList())
                + "; collections so far " + collections());
    }

    private static String collections() {
        return String.join(
                ", ",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(SwapBench::describe)
                        .toList());
    }

    private static String describe(GarbageCollectorMXBean collector) {
        return collector.getCollectionCount() + " in " + collector.getCollectionTime() + " ms";
    }
}
