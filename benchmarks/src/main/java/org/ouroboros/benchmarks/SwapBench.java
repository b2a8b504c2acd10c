// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.QosSpec;
import org.ouroboros.testing.Passage;

/** Policies that are replaced in a running network, and what its users notice of it. */
final class SwapBench implements Bench {
    static final int SYSTEMS = 6;
    static final int FLOWS = 3;

    /** Members from one end of a flow to the other one: there is one in between, and no other path as short. */
    private static final int STEPS = 2;

    private static final QosSpec RELIABLE = QosSpec.DATA.withBer(0);

    static final double PACKETS_PER_S = 20_000;
    private static final int SWAPS_EACH_WAY = 20;
    private static final int UPDATES = 20;
    private static final int TYPE_UPDATES = 12;
    private static final int WARM_UP_MS = 4_000;
    private static final int NOTHING_MS = 4_000;
    private static final int PAUSE_MS = 20;
    private static final double MILLISECOND_NS = 1e6;

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String about() {
        return "policies swapped, and they and IPCP types updated, in a ring of six systems over UDP: packets lost,"
                + " duplicated, reordered; gaps";
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
                Way around = (flow, name, qos) -> around(ring, flow, name, qos);
                ShippedSystem linked = ring.systems().getFirst();
                SystemLink link = new SystemLink(linked);
                Way within = (flow, name, qos) -> link.connect(name, qos);
                new Measured(ring, around, report, "reliable", RELIABLE, "")
                        .update(UpdatedType.OF_RING, ring.systems());
                new Measured(ring, within, report, "link.reliable", RELIABLE, "")
                        .update(UpdatedType.OF_LINK, List.of(linked));
                new Measured(ring, around, report, "rest", QosSpec.RAW, ".raw")
                        .update(UpdatedType.OF_RING, ring.systems());
                new Measured(ring, within, report, "link.raw", QosSpec.RAW, ".raw")
                        .update(UpdatedType.OF_LINK, List.of(linked));
                Measured layer = new Measured(ring, around, report, "raw", QosSpec.RAW, "");
                layer.replace(SwappedPolicy.OF_LAYER);
                Measured reliable = new Measured(ring, around, report, "data", RELIABLE, "");
                reliable.replace(SwappedPolicy.OF_FLOWS);
                Measured lossy = new Measured(ring, around, report, "best", QosSpec.BEST_EFFORT.withBer(0), ".best");
                lossy.replace(SwappedPolicy.OF_FLOWS);
            } finally {
                ring.stop();
            }
        }
    }

    /** {@return one of the flows: each has a way of its own} */
    static NumberedFlow flow(Ring ring, int number, String service, QosSpec qos) throws InterruptedException {
        return new NumberedFlow(number, around(ring, number, server(service, number), qos), PACKETS_PER_S / FLOWS);
    }

    private static FlowPair around(Ring ring, int flow, String name, QosSpec qos) throws InterruptedException {
        int from = flow * SYSTEMS / FLOWS;
        return ring.connect(from, (from + STEPS) % SYSTEMS, name, qos);
    }

    /** {@return the name of the server of a flow} */
    static String server(String service, int flow) {
        return service + "." + flow;
    }

    /** Where flows lead. */
    private interface Way {
        FlowPair connect(int flow, String name, QosSpec qos) throws InterruptedException;
    }

    /** What is measured while there are flows. */
    private interface Course {
        void run(List<NumberedFlow> flows) throws Exception;
    }

    /** What is done while packets pass. */
    private interface Step {
        /** {@return what there is to say of it} */
        String run() throws Exception;
    }

    /**
     * Flows that are measured.
     *
     * @param way where they lead
     * @param service what the names of their servers begin with
     * @param suffix behind the kind of a policy, what figures are called
     */
    private record Measured(Ring ring, Way way, Report report, String service, QosSpec qos, String suffix) {
        /** Replaces one policy after the other while packets pass. */
        void replace(List<SwappedPolicy> policies) throws Exception {
            List<PolicyExchange> exchanges = new ArrayList<>();
            for (ShippedSystem system : ring.systems()) {
                exchanges.add(new PolicyExchange(system));
            }
            along(flows -> {
                measure("none." + service, flows, () -> pause(NOTHING_MS));
                for (SwappedPolicy policy : policies) {
                    String name = policy.kind() + suffix;
                    List<ServiceRegistration<?>> seconds = offerSeconds(policy, exchanges);
                    measure(name, flows, () -> swap(policy, exchanges, SWAPS_EACH_WAY));
                    seconds.forEach(ServiceRegistration::unregister);
                    measure(
                            name + ".update",
                            flows,
                            () -> updates(UPDATES, exchanges, exchange -> exchange.update(policy)));
                }
            });
        }

        /** Updates the bundle of one IPCP type after the other, in some systems, while packets pass. */
        void update(List<UpdatedType> types, List<ShippedSystem> systems) throws Exception {
            List<TypeExchange> exchanges = new ArrayList<>();
            for (ShippedSystem system : systems) {
                exchanges.add(new TypeExchange(system));
            }
            along(flows -> {
                for (UpdatedType type : types) {
                    measure(
                            type.name() + suffix + ".update",
                            flows,
                            () -> updates(TYPE_UPDATES, exchanges, exchange -> exchange.update(type)));
                }
            });
        }

        private void along(Course course) throws Exception {
            List<NumberedFlow> flows = new ArrayList<>();
            try {
                for (int flow = 0; flow < FLOWS; flow++) {
                    FlowPair ends = way.connect(flow, server(service, flow), qos);
                    flows.add(new NumberedFlow(flow, ends, PACKETS_PER_S / FLOWS));
                }
                pass(flows, () -> pause(WARM_UP_MS));
                course.run(flows);
            } finally {
                for (NumberedFlow flow : flows) {
                    flow.end();
                }
            }
        }

        private void measure(String name, List<NumberedFlow> flows, Step step) throws Exception {
            System.gc(); // what is left of those before would be collected meanwhile, for all six systems at once
            Circumstances before = Circumstances.of(ring.systems());
            String said = pass(flows, step);
            List<Passage> passages = new ArrayList<>();
            for (NumberedFlow flow : flows) {
                passages.add(flow.passage());
            }
            Passage all = passages.stream().reduce(Passage::and).orElseThrow();
            String figure = "swap." + name;
            report.count(figure + ".lost", all.lost(), "packets");
            report.count(figure + ".duplicated", all.duplicated(), "packets");
            report.count(figure + ".reordered", all.reordered(), "packets");
            report.figure(figure + ".gap_ms", all.gapNs() / MILLISECOND_NS, "ms");
            String gaps =
                    passages.stream().map(Passage::gapNs).map(SwapBench::ms).collect(Collectors.joining(", "));
            report.say(name + ": " + all.written() + " packets; longest gap by flow " + gaps + "; " + said
                    + Circumstances.of(ring.systems()).since(before));
        }

        private static String pass(List<NumberedFlow> flows, Step step) throws Exception {
            flows.forEach(NumberedFlow::begin);
            Thread.sleep(PAUSE_MS);
            String said = step.run();
            Thread.sleep(PAUSE_MS);
            for (NumberedFlow flow : flows) {
                flow.rest();
            }
            return said;
        }
    }

    private static String pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return "";
    }

    /** Has another policy present to swap with, where none is shipped. */
    static List<ServiceRegistration<?>> offerSeconds(SwappedPolicy policy, List<PolicyExchange> exchanges)
            throws InvalidSyntaxException, ReflectiveOperationException {
        List<ServiceRegistration<?>> seconds = new ArrayList<>();
        for (PolicyExchange exchange : exchanges) {
            if (policy.needsSecond()) {
                seconds.add(exchange.offerSecond(policy));
            }
        }
        return seconds;
    }

    /** Swaps there and back, each time in one system after the other. */
    static String swap(SwappedPolicy policy, List<PolicyExchange> exchanges, int eachWay) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < eachWay; i++) {
            for (String next : List.of(policy.other(), policy.name())) {
                for (PolicyExchange exchange : exchanges) {
                    if (exchange.uses(policy.kind())) {
                        millis.add(exchange.swap(policy.kind(), next).toNanos() / MILLISECOND_NS);
                    }
                }
            }
        }
        return "as the swaps tell it, " + new Windows(millis).in("ms", 1) + "; ";
    }

    /** What updates a bundle of a system. */
    private interface Update<E> {
        void of(E exchange) throws Exception;
    }

    /** Updates a bundle in one system after the other. */
    private static <E> String updates(int count, List<E> exchanges, Update<E> update) throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long beginNs = System.nanoTime();
            update.of(exchanges.get(i % exchanges.size()));
            millis.add((System.nanoTime() - beginNs) / MILLISECOND_NS);
            Thread.sleep(PAUSE_MS);
        }
        return "an update took " + new Windows(millis).in("ms", 1) + "; ";
    }

    private static String ms(long ns) {
        return String.format(Locale.ROOT, "%.2f ms", ns / MILLISECOND_NS);
    }
}
