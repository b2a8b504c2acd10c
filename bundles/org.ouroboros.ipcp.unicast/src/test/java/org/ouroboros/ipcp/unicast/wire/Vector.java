// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Collectors;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** A captured packet (network specification, appendix A): it begins with the 4 bytes of the UDP layer below. */
final class Vector {
    private static final int EID_OF_LOWER_LAYER = 4;

    private Vector() {}

    /** {@return the bytes of the unicast layer} */
    static byte[] read(String name) {
        try (InputStream file = Objects.requireNonNull(Vector.class.getResourceAsStream(name + ".hex"), name)) {
            String digits = new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            byte[] bytes = HexFormat.of().parseHex(digits);
            return Arrays.copyOfRange(bytes, EID_OF_LOWER_LAYER, bytes.length);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** {@return what follows the header of a data-transfer packet} */
    static byte[] payload(String name) {
        byte[] bytes = read(name);
        return Arrays.copyOfRange(bytes, Pci.BYTES, bytes.length);
    }

    static Packet packet(PacketPool pool, byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.get(ByteBuffer.wrap(bytes));
        packet.release();
        return bytes;
    }
}
