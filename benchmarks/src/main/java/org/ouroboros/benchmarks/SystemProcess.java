// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.QosSpec;

/**
 * A process of {@link UdpBench} that is a whole system, with an IPCP of a unicast layer over one of a layer over UDP, and applications that
 * load the unicast layer.
 */
final class SystemProcess {
    /** Property that names the folder with what protects flows. */
    static final String SECURITY = "ouroboros.security";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROOM_BYTES = 2_048;

    private final ShippedSystem system;
    private final LayerMember member;
    private final AtomicLong received = new AtomicLong();
    private final Map<String, Flow> opened = new HashMap<>();
    private @Nullable Flow flow;
    private @Nullable PacedWriter writer;

    private SystemProcess(ShippedSystem system, LayerMember member) {
        this.system = system;
        this.member = member;
    }

    /**
     * Starts a system, and answers what it is asked for.
     *
     * @param args number of the host, its address, UDP port, and {@code fast} or {@code portable}; the folder with what protects flows
     *     may follow
     */
    static void main(String[] args) throws Exception {
        if (args.length > 4) {
            System.setProperty(SECURITY, args[4]);
        }
        ShippedSystem system = ShippedSystem.startWhole(args[3].equals("fast") ? Map.of() : portable());
        try {
            LayerMember member = new LayerMember(system, Integer.parseInt(args[0]), args[1], args[2]);
            SystemProcess process = new SystemProcess(system, member);
            SystemProbe probe = new SystemProbe(system, member.ipcp());
            new Dialogue(Map.ofEntries(
                            Map.entry("found", words -> process.found()),
                            Map.entry("join", words -> process.join(Integer.parseInt(words.get(0)), words.get(1))),
                            Map.entry("echo", words -> process.serve(words.getFirst(), process::echo)),
                            Map.entry("sink", words -> process.serve(words.getFirst(), process::sink)),
                            Map.entry("open", words -> process.open(words.getFirst(), qos(words))),
                            Map.entry("policies", words -> probe.policies(process.flow())),
                            Map.entry("turns", words -> process.turns(words)),
                            Map.entry("flood", words -> process.flood(words)),
                            Map.entry("load", words -> process.load(words)),
                            Map.entry("rest", words -> process.rest()),
                            Map.entry("received", words -> process.received.get()),
                            Map.entry("window", words -> process.window(Long.parseLong(words.getFirst()))),
                            Map.entry("allocate", words -> process.allocate(words)),
                            Map.entry("delays", words -> probe.delays(words.get(0), qos(words), words.get(2))),
                            Map.entry("sent", words -> probe.packetsSent()),
                            Map.entry("cipher", probe::cipher)))
                    .converse();
        } finally {
            system.stop();
        }
        System.exit(0);
    }

    /** {@return settings with which nothing but what works everywhere is used} */
    private static Map<String, Map<String, Object>> portable() {
        return Map.of(
                "org.ouroboros.loop", Map.of("transport", "nio"), "org.ouroboros.ipcp.udp", Map.of("fast", false));
    }

    private String found() throws InterruptedException {
        member.found();
        return member.ipcp();
    }

    private String join(int neighbour, String address) throws InterruptedException {
        member.join(neighbour, address);
        return member.ipcp();
    }

    /** What a server does with one message after the other. */
    private interface Service {
        void serve(Flow accepted, ByteBuffer room) throws InterruptedException;
    }

    /** Serves a name, each flow on a platform thread of its own until the peer deallocates it. */
    private String serve(String name, Service service) throws InterruptedException {
        system.serve(
                name,
                member.ipcp(),
                accepted -> Thread.ofPlatform().name(name).daemon().start(() -> {
                    ByteBuffer room = ByteBuffer.allocate(ROOM_BYTES);
                    try (accepted) {
                        while (true) {
                            service.serve(accepted, room);
                        }
                    } catch (FlowDown end) { // the peer has enough
                    } catch (InterruptedException end) {
                        Thread.currentThread().interrupt();
                    }
                }));
        return name;
    }

    private void echo(Flow accepted, ByteBuffer room) throws InterruptedException {
        accepted.read(room.clear());
        accepted.write(room.flip());
    }

    private void sink(Flow accepted, ByteBuffer room) throws InterruptedException {
        accepted.read(room.clear());
        received.lazySet(received.getPlain() + 1);
    }

    /** {@return the QoS that is named behind a name; raw if none is} */
    private static QosSpec qos(List<String> words) {
        return words.size() > 1 ? QosSpec.preset(words.get(1)) : QosSpec.RAW;
    }

    /** Allocates the flow that is loaded from now on. */
    private String open(String name, QosSpec qos) throws InterruptedException {
        Flow allocated = member.open(name, qos);
        opened.put(name, allocated);
        flow = allocated;
        return name;
    }

    private Flow flow() {
        Flow present = flow;
        if (present == null) {
            throw new IllegalStateException("no flow is open");
        }
        return present;
    }

    /** Writes messages as {@link #flood} does, to the flow of a name that was opened before. */
    private String load(List<String> words) {
        flow = opened.get(words.getFirst());
        return flood(words.subList(1, words.size()));
    }

    /** Sends messages there and back, one at a time, for so many milliseconds; {@return mean time of each, in microseconds} */
    private double turns(List<String> words) throws InterruptedException {
        ByteBuffer message = ByteBuffer.allocate(ROOM_BYTES);
        int bytes = Integer.parseInt(words.get(1));
        long beginNs = System.nanoTime();
        long limitNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words.get(0)));
        long turns = 0;
        long ns = 0;
        while (ns < limitNs) {
            flow().write(message.clear().limit(bytes));
            flow().read(message.clear());
            turns++;
            ns = System.nanoTime() - beginNs;
        }
        return ns / 1e3 / turns;
    }

    /** Writes messages of so many bytes, so many a second, or as fast as the flow takes them. */
    private String flood(List<String> words) {
        double perSecond = words.size() > 1 ? Double.parseDouble(words.get(1)) : Double.POSITIVE_INFINITY;
        writer = new PacedWriter(flow(), Integer.parseInt(words.get(0)), perSecond);
        return "floods";
    }

    /** Writes no more; {@return how many messages were written} */
    private long rest() throws Exception {
        PacedWriter present = writer;
        writer = null;
        if (present == null) {
            return 0;
        }
        present.stop();
        return present.written();
    }

    private Tally window(long millis) throws InterruptedException {
        PacedWriter present = writer;
        return Tally.of(millis, () -> present == null ? 0 : present.written(), received::get);
    }

    /** Allocates flows to a name and deallocates them, for so many milliseconds; {@return how many of them a second} */
    private double allocate(List<String> words) throws InterruptedException {
        FlowAllocator allocator = system.allocator();
        long beginNs = System.nanoTime();
        long limitNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words.get(1)));
        long flows = 0;
        long ns = 0;
        while (ns < limitNs) {
            allocator.allocate(words.get(0), QosSpec.RAW, PATIENCE).deallocate();
            flows++;
            ns = System.nanoTime() - beginNs;
        }
        return flows * 1e9 / ns;
    }
}
