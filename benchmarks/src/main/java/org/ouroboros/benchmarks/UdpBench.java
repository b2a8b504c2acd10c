// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A unicast layer over a layer over UDP, between processes, beside bare sockets. */
final class UdpBench implements Bench {
    /** Length of what is sent one way. */
    static final int PACKET_BYTES = 1_000;

    private static final int MESSAGE_BYTES = 64;
    private static final String FAST = "fast";
    private static final String PORTABLE = "portable";
    private static final String ECHO = "echo";
    private static final String SINK = "sink";

    private static final int WINDOWS = 5;
    private static final int WINDOW_MS = 1_000;
    private static final int WARM_UP_MS = 4_000;

    /** Allocation is much code, and the compiler of a system has one core together with it. */
    private static final int ALLOCATION_WARM_UP_MS = 20_000;

    private static final int IDLE_MS = 5_000;
    private static final int PROTOTYPE_S = 6;

    /** Part of what gets through that a sender keeps to who wants to lose nothing. */
    private static final double KEPT_TO = 0.8;

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String about() {
        return "a unicast layer over UDP between processes: round trip, one way, transit, allocation of flows, memory";
    }

    @Override
    public void run(Report report) throws Exception {
        Windows turns;
        Windows packets;
        try (Hosts two = Hosts.make(2)) {
            report.say(two.about());
            try (Row systems = Row.ofSystems(two, 2, FAST)) {
                turns = roundTrip(two, systems, report);
                packets = oneWay(two, systems, report);
                allocation(systems, report);
            }
            portable(two, report);
            idle(two, report);
        }
        try (Hosts three = Hosts.make(3)) {
            transit(three, report);
        }
        try (Hosts two = Hosts.make(2)) {
            prototype(two, turns, packets, report);
        }
    }

    /** {@return what a round trip took, in microseconds} */
    private static Windows roundTrip(Hosts hosts, Row systems, Report report) throws IOException {
        try (Row sockets = Row.ofBare(hosts, FAST, "client", ECHO)) {
            connect(systems, ECHO);
            turns(systems, WARM_UP_MS);
            turns(sockets, WARM_UP_MS);
            List<Double> flow = new ArrayList<>();
            List<Double> bare = new ArrayList<>();
            for (int i = 0; i < WINDOWS; i++) {
                flow.add(turns(systems, WINDOW_MS));
                bare.add(turns(sockets, WINDOW_MS));
            }
            Windows result = new Windows(flow);
            report.ratio("udp.rtt.64.vs_bare", result.median() / new Windows(bare).median());
            report.say("round trip: flow " + result.in("us", 1) + "; bare " + new Windows(bare).in("us", 1));
            return result;
        }
    }

    private static double turns(Row row, int millis) throws IOException {
        return Double.parseDouble(row.first().ask("turns " + millis + " " + MESSAGE_BYTES));
    }

    /** {@return packets that came, a second} */
    private static Windows oneWay(Hosts hosts, Row systems, Report report) throws IOException, InterruptedException {
        try (Row sockets = Row.ofBare(hosts, FAST, "source", SINK)) {
            OneWay flow = beside("udp.oneway.1000.vs_bare", "one way", systems, sockets, report);
            report.figure("udp.alloc_bytes_per_packet", flow.allocatedBytes().median(), "B");
            keptTo(KEPT_TO * flow.received().median(), systems, report);
            return flow.received();
        }
    }

    /** Measures packets from the first system to the last one, beside those of bare sockets; {@return what was counted} */
    private static OneWay beside(String ratio, String what, Row systems, Row sockets, Report report)
            throws IOException, InterruptedException {
        connect(systems, SINK);
        OneWay flow = new OneWay(systems, "flood " + PACKET_BYTES);
        OneWay bare = new OneWay(sockets, "flood");
        OneWay.inTurn(WARM_UP_MS, WINDOWS, flow, bare);
        report.ratio(ratio, flow.received().median() / bare.received().median());
        report.say(what + ": flow " + flow + "; bare " + bare);
        return flow;
    }

    private static void prototype(Hosts hosts, Windows turns, Windows packets, Report report)
            throws IOException, InterruptedException {
        Optional<Path> prefix = Prototype.installed(hosts);
        if (prefix.isEmpty()) {
            report.say("no C prototype beside this: " + Prototype.VARIABLE + " names none, or there are no namespaces");
            return;
        }
        try (Prototype prototype = Prototype.start(hosts, prefix.get())) {
            Windows theirTurns = prototype.roundTripUs(MESSAGE_BYTES, WINDOWS);
            Windows theirs = prototype.packetsPerSecond(PACKET_BYTES, PROTOTYPE_S);
            report.ratio("udp.rtt.64.vs_peer", turns.median() / theirTurns.median());
            report.ratio("udp.oneway.1000.vs_peer", packets.median() / theirs.median());
            report.say("C prototype: round trip " + theirTurns.in("us", 1) + "; one way " + theirs.in("M/s", 1e6));
        }
    }

    private static void keptTo(double perSecond, Row systems, Report report) throws IOException, InterruptedException {
        OneWay paced = new OneWay(systems, "flood " + PACKET_BYTES + " " + perSecond);
        OneWay.inTurn(WINDOW_MS, WINDOWS, paced);
        report.figure("udp.oneway.1000.loss_percent", paced.lossPercent(), "%");
        report.say("one way at " + KEPT_TO + " of that: " + paced);
    }

    private static void portable(Hosts hosts, Report report) throws IOException, InterruptedException {
        try (Row systems = Row.ofSystems(hosts, 2, PORTABLE);
                Row sockets = Row.ofBare(hosts, PORTABLE, "source", SINK)) {
            beside("udp.oneway.1000.nio.vs_bare", "one way, portable", systems, sockets, report);
        }
    }

    private static void transit(Hosts hosts, Report report) throws IOException, InterruptedException {
        try (Row systems = Row.ofSystems(hosts, 3, FAST);
                Row sockets = Row.ofBare(hosts, FAST, "source", "relay", SINK)) {
            beside("udp.transit.1000.vs_bare", "transit", systems, sockets, report);
        }
    }

    private static void idle(Hosts hosts, Report report) throws IOException, InterruptedException {
        try (RunningSystem first = RunningSystem.start(hosts.at(0));
                RunningSystem second = RunningSystem.start(hosts.at(1))) {
            String port = Row.freePort(hosts);
            String udp = "irm ipcp bootstrap name udp type udp4 layer udp port " + port + " ip ";
            first.execute(
                    udp + hosts.address(0),
                    "irm ipcp bootstrap name net.0 type unicast layer net autobind",
                    "irm name register net layer udp",
                    "irm name register net.0 layer udp");
            second.execute(
                    udp + hosts.address(1),
                    "irm ipcp peer add net " + hosts.address(0),
                    "irm ipcp peer add net.0 " + hosts.address(0),
                    "irm ipcp enroll name net.1 type unicast layer net autobind",
                    "irm ipcp connect name net.1 dst net.0");
            Thread.sleep(IDLE_MS);
            List<Double> mib = List.of((double) first.residentMib(), (double) second.residentMib());
            report.figure("udp.idle.rss.mb", new Windows(mib).median(), "MiB");
            report.say("idle systems, of two members: " + new Windows(mib).in("MiB", 1));
        }
    }

    private static void allocation(Row systems, Report report) throws IOException {
        systems.first().ask("allocate " + SINK + " " + ALLOCATION_WARM_UP_MS);
        List<Double> flows = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
            flows.add(Double.parseDouble(systems.first().ask("allocate " + SINK + " " + WINDOW_MS)));
        }
        report.figure("udp.allocate.per_s", new Windows(flows).median(), "flows/s");
        report.say("allocation, one at a time: " + new Windows(flows).in("k/s", 1e3));
    }

    /** Has the last system serve, and the first one open a flow to it. */
    private static void connect(Row systems, String service) throws IOException {
        systems.last().ask(service + " " + service);
        systems.first().ask("open " + service);
    }
}
