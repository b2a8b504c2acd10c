// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.vectors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the test vectors of the end-to-end specification (section 9). */
public final class VectorFile {
    private VectorFile() {}

    /**
     * A section of a file.
     *
     * @param title its name, and what the file says of it
     * @param values its values by name
     * @param packets its packets in order
     */
    public record Section(String title, Map<String, String> values, List<Line> packets) {
        /**
         * Finds a value, which must be there.
         *
         * @param name its name
         * @return the value
         */
        public String text(String name) {
            return Objects.requireNonNull(values.get(name), () -> title + " has no " + name);
        }

        /**
         * Finds a value in hexadecimal, which must be there.
         *
         * @param name its name
         * @return the value
         */
        public byte[] bytes(String name) {
            return HexFormat.of().parseHex(text(name));
        }

        /**
         * Finds a value in hexadecimal.
         *
         * @param name its name
         * @return the value, if it is there
         */
        public Optional<byte[]> optional(String name) {
            return Optional.ofNullable(values.get(name)).map(HexFormat.of()::parseHex);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /**
     * A packet.
     *
     * @param direction who sends it to whom
     * @param bytes the packet
     * @param remark what the file says of it
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Line(String direction, byte[] bytes, String remark) {
        /** {@return what a remark says is in it} */
        public Optional<byte[]> plain() {
            int at = remark.indexOf("plain=");
            if (at < 0) {
                return Optional.empty();
            }
            String rest = remark.substring(at + "plain=".length());
            int end = 0;
            while (end < rest.length() && HexFormat.isHexDigit(rest.charAt(end))) {
                end++;
            }
            return Optional.of(HexFormat.of().parseHex(rest.substring(0, end)));
        }
    }

    /**
     * Reads a file.
     *
     * @param beside the class that it stands beside
     * @param file its name
     * @return the sections; what stands before the first one is one too
     */
    public static List<Section> read(Class<?> beside, String file) {
        List<Section> sections = new ArrayList<>();
        Section section = new Section(file, new HashMap<>(), new ArrayList<>());
        sections.add(section);
        for (String line : text(beside, file).lines().toList()) {
            if (line.startsWith("[")) {
                section = new Section(file + " " + line, new HashMap<>(), new ArrayList<>());
                sections.add(section);
            } else if (line.startsWith("#")) {
                section = new Section(section.title() + line.substring(1), section.values(), section.packets());
                sections.set(sections.size() - 1, section);
            } else if (line.startsWith("packet ") && !line.startsWith("packet = ")) {
                section.packets().add(packet(line));
            } else if (line.contains(" = ")) {
                int equals = line.indexOf(" = ");
                section.values().put(line.substring(0, equals), line.substring(equals + 3));
            }
        }
        return sections;
    }

    /**
     * Reads the sections that have a value.
     *
     * @param beside the class that the file stands beside
     * @param file its name
     * @param name name of the value
     * @return the sections
     */
    public static List<Section> with(Class<?> beside, String file, String name) {
        return read(beside, file).stream()
                .filter(section -> section.values().containsKey(name))
                .toList();
    }

    private static Line packet(String line) {
        int remark = line.indexOf('#');
        String[] words = (remark < 0 ? line : line.substring(0, remark)).strip().split(" +", -1);
        String hex = words[words.length - 1];
        return new Line(
                words[words.length - 2],
                hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex),
                remark < 0 ? "" : line.substring(remark));
    }

    private static String text(Class<?> beside, String file) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
