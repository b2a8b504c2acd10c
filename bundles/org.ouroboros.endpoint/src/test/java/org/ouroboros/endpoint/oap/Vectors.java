// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Messages of the prototype, as files of the end-to-end specification have them. */
final class Vectors {

    /**
     * An allocation.
     *
     * @param title what the file says of it
     * @param request the client's message
     * @param response the server's message; empty if it refused
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Exchange(String title, byte[] request, Optional<byte[]> response) {
        OapMessage asked() {
            return OapMessage.decode(request, 0).orElseThrow();
        }

        OapMessage answered() {
            return OapMessage.decode(
                            response.orElseThrow(), asked().digestOfRequest().bytes())
                    .orElseThrow();
        }

        boolean isPlain() {
            return request.length == OapMessage.HEADER_BYTES
                    && response.isPresent()
                    && answered().certificate().length == 0;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private Vectors() {}

    static List<Exchange> all() {
        return Stream.of("oap", "oap-live", "raw-plain", "oping", "keepalive")
                .flatMap(file -> read(file).stream())
                .toList();
    }

    private static List<Exchange> read(String file) {
        List<Exchange> exchanges = new ArrayList<>();
        String title = file;
        byte @Nullable [] request = null;
        for (String line : text(file).lines().toList()) {
            int equals = line.indexOf(" = ");
            String key = equals < 0 ? "" : line.substring(0, equals);
            if (line.startsWith("# ")) {
                title = file + ": " + line.substring(2);
            } else if (key.endsWith("request")) {
                request = HexFormat.of().parseHex(line.substring(equals + 3));
            } else if (key.endsWith("response")) {
                byte[] response = HexFormat.of().parseHex(line.substring(equals + 3));
                exchanges.add(new Exchange(title, Objects.requireNonNull(request), Optional.of(response)));
            } else if (line.equals("server = REJECT")) {
                exchanges.add(new Exchange(title, Objects.requireNonNull(request), Optional.empty()));
            }
        }
        return exchanges;
    }

    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream(file + ".txt"), file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
