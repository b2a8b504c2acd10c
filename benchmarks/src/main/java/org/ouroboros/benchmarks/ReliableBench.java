// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Reliable and encrypted flows over a unicast layer over a layer over UDP, between processes, beside TCP and beside raw flows. */
final class ReliableBench implements Bench {
    /** Length of what is sent. Encrypted, and with all headers, it fits a packet of Ethernet. */
    static final int MESSAGE_BYTES = 1_400;

    /** Length of what is sent back: a header of the reliability protocol. */
    private static final int ANSWER_BYTES = 12;

    private static final String FAST = "fast";
    private static final String RAW = "raw";
    private static final String DATA = "data";
    private static final String PLAIN = "plain";
    private static final String ENCRYPTED = "encrypted";
    private static final String AUTHENTIC = "authentic";

    private static final int WINDOWS = 5;
    private static final int WINDOW_MS = 1_000;
    private static final int WARM_UP_MS = 4_000;

    /** Time until most of what an allocation runs through is compiled, on a core that it shares with the compiler. */
    private static final int ALLOCATION_WARM_UP_MS = 25_000;

    private static final int P99 = 99;

    @Override
    public String name() {
        return "reliable";
    }

    @Override
    public String about() {
        return "reliable and encrypted flows over UDP between processes, beside TCP and raw flows; authenticated"
                + " allocation";
    }

    @Override
    public void run(Report report) throws Exception {
        try (Hosts hosts = Hosts.make(2);
                SecurityFiles security = new SecurityFiles()) {
            security.encrypt(ENCRYPTED);
            security.authenticate(AUTHENTIC);
            report.say(hosts.about());
            try (Row systems = Row.ofSystems(hosts, 2, FAST, security.root().toString());
                    Row streams = Row.ofBare(hosts, FAST, "stream-source", "stream-sink")) {
                oneWay(systems, streams, report);
                allocation(systems, report);
            }
        }
    }

    private static void oneWay(Row systems, Row streams, Report report) throws IOException, InterruptedException {
        OneWay tcp = new OneWay(streams, "flood");
        OneWay raw = flow(systems, RAW, RAW, "");
        OneWay plain = flow(systems, PLAIN, DATA, "frcp");
        OneWay encrypted = flow(systems, ENCRYPTED, DATA, "frcp, aes-256-gcm");
        OneWay.inTurn(WARM_UP_MS, WINDOWS, tcp, raw, plain, encrypted);
        double reliable = plain.received().median();
        report.ratio("reliable.1400.vs_tcp", reliable / tcp.received().median());
        report.ratio("reliable.1400.vs_raw", reliable / raw.received().median());
        report.ratio("aes256gcm.1400.vs_plain", encrypted.received().median() / reliable);
        report.say("one way: TCP " + tcp + "; raw " + raw + "; reliable " + plain + "; encrypted " + encrypted);
        report.figure("reliable.alloc_bytes_per_packet", plain.allocatedBytes().median(), "B");
        allocatedWithCipher(systems, report);
    }

    /** Counts what is allocated for an encrypted packet, but for what the cipher allocates by itself. */
    private static void allocatedWithCipher(Row systems, Report report) throws IOException, InterruptedException {
        long messagesBefore = received(systems);
        long dataBefore = sent(systems.first());
        long answersBefore = sent(systems.last());
        OneWay encrypted = load(systems, ENCRYPTED);
        OneWay.inTurn(WINDOW_MS, WINDOWS, encrypted);
        double messages = received(systems) - messagesBefore;
        double data = (sent(systems.first()) - dataBefore) / messages;
        double answers = (sent(systems.last()) - answersBefore) / messages;
        CipherAlone.Cost there = cipher(systems.first(), MESSAGE_BYTES);
        CipherAlone.Cost here = cipher(systems.last(), MESSAGE_BYTES);
        CipherAlone.Cost back = cipher(systems.last(), ANSWER_BYTES);
        CipherAlone.Cost home = cipher(systems.first(), ANSWER_BYTES);
        double all = encrypted.allocatedBytes().median();
        double cipher = data * (there.sealBytes() + here.openBytes()) + answers * (back.sealBytes() + home.openBytes());
        report.figure("aes256gcm.alloc_bytes_per_packet", all - cipher, "B");
        report.say(String.format(
                Locale.ROOT,
                "allocated for an encrypted packet: %.1f B, of which the cipher alone takes %.1f B (packets there"
                    + " %.3f, back %.3f); it seals in %.0f ns and opens in %.0f ns; Netty, whose channels are not in"
                    + " the path, takes nothing",
                all,
                cipher,
                data,
                answers,
                there.sealNs(),
                here.openNs()));
    }

    private static CipherAlone.Cost cipher(Child process, int bytes) throws IOException {
        return CipherAlone.Cost.parse(process.ask("cipher " + bytes + " " + WINDOW_MS));
    }

    private static long received(Row systems) throws IOException {
        return Long.parseLong(systems.last().ask("received"));
    }

    private static long sent(Child process) throws IOException {
        return Long.parseLong(process.ask("sent"));
    }

    private static void allocation(Row systems, Report report) throws IOException {
        systems.last().ask("sink " + AUTHENTIC);
        systems.first().ask("open " + AUTHENTIC + " " + DATA);
        systems.first().ask("delays " + AUTHENTIC + " " + DATA + " " + ALLOCATION_WARM_UP_MS);
        String delays = systems.first().ask("delays " + AUTHENTIC + " " + DATA + " " + WINDOWS * WINDOW_MS);
        Windows each = new Windows(Arrays.stream(delays.split(" "))
                .map(Double::valueOf)
                .map(ns -> ns / 1e6)
                .toList());
        report.figure("allocate.x25519_x509.p99.ms", each.percentile(P99), "ms");
        report.say("allocation: " + each.in("ms", 1));
    }

    /** Has the last system serve a name, and the first one open a flow to it. */
    private static OneWay flow(Row systems, String name, String qos, String policies) throws IOException {
        systems.last().ask("sink " + name);
        systems.first().ask("open " + name + " " + qos);
        String found = systems.first().ask("policies");
        if (!found.equals(policies)) {
            throw new IOException(
                    "flow to " + name + " is protected by '" + found + "' rather than '" + policies + "'");
        }
        return load(systems, name);
    }

    private static OneWay load(Row systems, String name) {
        return new OneWay(systems, "load " + name + " " + MESSAGE_BYTES);
    }
}
