// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Datagrams of the C prototype (network specification, appendix A). */
final class Vectors {
    static final List<String> ALL = List.of(
            "udp4-flow-req-raw",
            "udp4-flow-req-best",
            "udp6-flow-req",
            "udp4-flow-reply-ok",
            "udp4-flow-reply-eid41",
            "udp4-flow-reply-reject",
            "udp4-data-raw",
            "udp4-keepalive");

    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();

    private Vectors() {}

    static byte[] read(String vector) {
        return READ.computeIfAbsent(vector, Vectors::readFile).clone();
    }

    private static byte[] readFile(String vector) {
        try (InputStream file = Vectors.class.getResourceAsStream("/vectors/" + vector + ".hex")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of()
                    .parseHex(text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining()));
        } catch (IOException unread) {
            throw new AssertionError(vector, unread);
        }
    }
}
