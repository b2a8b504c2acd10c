// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.ouroboros.api.QosSpec;

/**
 * What two members of the prototype said on a flow, as the files of the end-to-end specification have it.
 *
 * @param qos QoS of the flow
 * @param packets in the order of time
 */
record Recording(QosSpec qos, List<Sent> packets) {
    /**
     * A packet.
     *
     * @param atNs when, since the flow was asked for
     * @param toServer whether the client sent it
     * @param bytes what the layer carried
     * @param note what the file says of it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Sent(long atNs, boolean toServer, byte[] bytes, String note) {}

    private static final Pattern FLOW = Pattern.compile("\\[flow]");
    private static final Pattern QOS = Pattern.compile("loss=(\\d+) ber=(\\d+) in_order=(\\d+) .* timeout=(\\d+)");
    private static final Pattern PACKET = Pattern.compile("packet +([0-9.]+) ([CS])>[CS] (-|[0-9a-f]+)  # (.*)");

    /** {@return the flows of a file} */
    static List<Recording> read(String file) {
        List<Recording> recordings = new ArrayList<>();
        for (String flow : FLOW.splitAsStream(text(file)).toList()) {
            List<Sent> packets =
                    PACKET.matcher(flow).results().map(Recording::sent).toList();
            if (!packets.isEmpty()) {
                recordings.add(new Recording(qos(flow), packets));
            }
        }
        return recordings;
    }

    /** {@return the packets of one side} */
    Stream<Sent> of(boolean client) {
        return packets.stream().filter(packet -> packet.toServer() == client);
    }

    private static Sent sent(MatchResult line) {
        byte[] bytes = line.group(3).equals("-") ? new byte[0] : HexFormat.of().parseHex(line.group(3));
        return new Sent(
                Math.round(Double.parseDouble(line.group(1)) * 1e9),
                line.group(2).equals("C"),
                bytes,
                line.group(4));
    }

    private static QosSpec qos(String flow) {
        Matcher qos = QOS.matcher(flow);
        if (!qos.find()) {
            return QosSpec.DATA; // the recordings that do not say it are of that one
        }
        QosSpec ordered = Long.parseLong(qos.group(1)) == 0 ? QosSpec.DATA : QosSpec.BEST_EFFORT;
        QosSpec spec = Integer.parseInt(qos.group(3)) == 0 ? QosSpec.RAW : ordered;
        return spec.withBer(Long.parseLong(qos.group(2))).withTimeoutMs(Long.parseLong(qos.group(4)));
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(Recording.class.getResourceAsStream(file + ".txt"), file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
