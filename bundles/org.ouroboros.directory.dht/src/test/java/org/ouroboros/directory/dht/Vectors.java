// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Messages that the prototype sent, as they were captured. */
final class Vectors {
    static final List<String> ALL = List.of(
            "dht-find-node-req",
            "dht-find-node-rsp",
            "dht-find-node-rsp-2",
            "dht-store",
            "dht-store-forwarded",
            "dht-find-value-req",
            "dht-find-value-rsp",
            "dht-find-value-rsp-empty");

    /** What lower layers put in front: EID over UDP, and PCI. */
    private static final int HEADERS = 4 + 15;

    private Vectors() {}

    static byte[] message(String name) {
        String resource = "/vectors/" + name + ".hex";
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource), resource)) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            byte[] datagram = HexFormat.of().parseHex(hex);
            return Arrays.copyOfRange(datagram, HEADERS, datagram.length);
        } catch (IOException failure) {
            throw new UncheckedIOException(resource, failure);
        }
    }
}
