// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Standing;

/**
 * {@link LayerWord} in bytes. All numbers are big-endian; a text is its length in bytes, a u16, and UTF-8; a list is its size, a u16, and
 * its elements; what may be missing is a list of one or none.
 *
 * <pre>
 *   0         1       2                10
 *   +---------+-------+----------------+- - - - -
 *   | version | word  | swap           | fields in the order of the record
 *   +---------+-------+----------------+- - - - -
 * </pre>
 *
 * <p>Addresses are u32, as in the header of data transfer. Text that is longer than its place is cut, and so are the steps of an outlook.
 */
final class LayerWordFormat {
    /** Version of the format. Words of another one are not understood. */
    private static final byte VERSION = 1;

    /** Longest word. */
    static final int LONGEST_BYTES = 1_200;

    /** Members of a layer that a word has room for. */
    static final int MOST_MEMBERS = 128;

    /** Neighbours that an answer names; who has more neighbours of the prototype leaves the others to other members. */
    private static final int MOST_PROTOTYPES = 128;

    private static final int LONGEST_TEXT = 128;
    private static final int LONGEST_REASON = 240;

    /** By their codes. */
    private static final List<Act> ACTS = List.of(Act.PREPARE, Act.COMMIT, Act.PROMISE, Act.ACCEPT, Act.TAKE_BACK);

    /** By their codes. */
    private static final List<Standing> STANDINGS = List.of(
            Standing.UNKNOWN,
            Standing.PREPARING,
            Standing.PREPARED,
            Standing.COMMITTING,
            Standing.WATCHED,
            Standing.READY,
            Standing.ACCEPTED,
            Standing.LOST,
            Standing.TAKEN_BACK);

    private LayerWordFormat() {}

    /** {@return a word in bytes} */
    static byte[] encode(LayerWord word) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_BYTES).put(VERSION).put(code(word));
        bytes.putLong(word.swap());
        switch (word) {
            case LayerWord.Probe(long swap, String kind, String policy) -> {
                put(bytes, kind, LONGEST_TEXT);
                put(bytes, policy, LONGEST_TEXT);
            }
            case LayerWord.Here(long swap, String ipcp, boolean uses, List<Long> prototypes) -> {
                put(bytes, ipcp, LONGEST_TEXT);
                bytes.put((byte) (uses ? 1 : 0));
                put(bytes, prototypes.stream().limit(MOST_PROTOTYPES).toList());
            }
            case LayerWord.Inquiry(long swap, LayerWord.Terms terms) -> put(bytes, terms);
            case LayerWord.Outlook(long swap, List<SwapStep> steps, Optional<String> refusal) -> {
                put(bytes, refusal);
                putSteps(bytes, steps);
            }
            case LayerWord.Order order -> {
                bytes.put((byte) ACTS.indexOf(order.act()));
                put(bytes, order.terms());
                bytes.putInt((int) order.coordinator());
                put(bytes, order.members());
                put(bytes, order.why(), LONGEST_REASON);
            }
            case LayerWord.Question(long swap) -> {}
            case LayerWord.Report(long swap, Standing standing, String why) -> {
                bytes.put((byte) STANDINGS.indexOf(standing));
                put(bytes, why, LONGEST_REASON);
            }
            case LayerWord.Plea(long swap, boolean accept, String by) -> {
                bytes.put((byte) (accept ? 1 : 0));
                put(bytes, by, LONGEST_TEXT);
            }
        }
        byte[] encoded = new byte[bytes.position()];
        bytes.flip().get(encoded);
        return encoded;
    }

    /**
     * Reads a word.
     *
     * @param word all of it
     * @return the word; empty if it is malformed, or of another version
     */
    static Optional<LayerWord> decode(byte[] word) {
        ByteBuffer bytes = ByteBuffer.wrap(word);
        try {
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            Optional<LayerWord> read = read(bytes.get(), bytes.getLong(), bytes);
            return bytes.hasRemaining() ? Optional.empty() : read;
        } catch (BufferUnderflowException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static byte code(LayerWord word) {
        return switch (word) {
            case LayerWord.Probe probe -> 0;
            case LayerWord.Here here -> 1;
            case LayerWord.Inquiry inquiry -> 2;
            case LayerWord.Outlook outlook -> 3;
            case LayerWord.Order order -> 4;
            case LayerWord.Question question -> 5;
            case LayerWord.Report report -> 6;
            case LayerWord.Plea plea -> 7;
        };
    }

    private static Optional<LayerWord> read(byte code, long swap, ByteBuffer bytes) throws CharacterCodingException {
        return switch (code) {
            case 0 -> Optional.of(new LayerWord.Probe(swap, text(bytes), text(bytes)));
            case 1 -> Optional.of(new LayerWord.Here(swap, text(bytes), bytes.get() != 0, addresses(bytes)));
            case 2 -> Optional.of(new LayerWord.Inquiry(swap, terms(bytes)));
            case 3 -> {
                Optional<String> refusal = optional(bytes);
                yield Optional.of(new LayerWord.Outlook(swap, steps(bytes), refusal));
            }
            case 4 -> {
                Optional<Act> act = constant(ACTS, bytes.get());
                LayerWord.Terms terms = terms(bytes);
                long coordinator = Integer.toUnsignedLong(bytes.getInt());
                List<Long> members = addresses(bytes);
                String why = text(bytes);
                yield act.map(known -> new LayerWord.Order(swap, known, terms, coordinator, members, why));
            }
            case 5 -> Optional.of(new LayerWord.Question(swap));
            case 6 -> {
                Optional<Standing> standing = constant(STANDINGS, bytes.get());
                String why = text(bytes);
                yield standing.map(known -> new LayerWord.Report(swap, known, why));
            }
            case 7 -> Optional.of(new LayerWord.Plea(swap, bytes.get() != 0, text(bytes)));
            default -> Optional.empty();
        };
    }

    private static <T> Optional<T> constant(List<T> constants, int code) {
        return code < 0 || code >= constants.size() ? Optional.empty() : Optional.of(constants.get(code));
    }

    // ---- parts ----

    private static void put(ByteBuffer bytes, LayerWord.Terms terms) {
        put(bytes, terms.kind(), LONGEST_TEXT);
        put(bytes, terms.policy(), LONGEST_TEXT);
        bytes.putInt((int) terms.watchMs());
        put(bytes, terms.by(), LONGEST_TEXT);
    }

    private static LayerWord.Terms terms(ByteBuffer bytes) throws CharacterCodingException {
        return new LayerWord.Terms(text(bytes), text(bytes), Integer.toUnsignedLong(bytes.getInt()), text(bytes));
    }

    private static void put(ByteBuffer bytes, List<Long> addresses) {
        bytes.putShort((short) addresses.size());
        addresses.forEach(address -> bytes.putInt(address.intValue()));
    }

    private static List<Long> addresses(ByteBuffer bytes) {
        int size = Short.toUnsignedInt(bytes.getShort());
        if (size * Integer.BYTES > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        List<Long> addresses = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            addresses.add(Integer.toUnsignedLong(bytes.getInt()));
        }
        return List.copyOf(addresses);
    }

    private static void put(ByteBuffer bytes, Optional<String> text) {
        bytes.putShort((short) (text.isPresent() ? 1 : 0));
        text.ifPresent(present -> put(bytes, present, LONGEST_REASON));
    }

    private static Optional<String> optional(ByteBuffer bytes) throws CharacterCodingException {
        return bytes.getShort() == 0 ? Optional.empty() : Optional.of(text(bytes));
    }

    /** Writes as many steps as there is room for. */
    private static void putSteps(ByteBuffer bytes, List<SwapStep> steps) {
        int sizeAt = bytes.position();
        bytes.putShort((short) 0);
        int written = 0;
        for (SwapStep step : steps) {
            int before = bytes.position();
            try {
                put(bytes, step);
                written++;
            } catch (BufferOverflowException full) { // the rest is not told
                bytes.position(before);
                break;
            }
        }
        bytes.putShort(sizeAt, (short) written);
    }

    private static void put(ByteBuffer bytes, SwapStep step) {
        put(bytes, step.slot(), LONGEST_TEXT);
        put(bytes, step.kind(), LONGEST_TEXT);
        put(bytes, step.from(), LONGEST_TEXT);
        put(bytes, step.to(), LONGEST_TEXT);
        put(bytes, step.component(), LONGEST_TEXT);
        bytes.putInt(step.flows());
        put(bytes, step.state(), LONGEST_TEXT);
        bytes.putLong(step.gap().toNanos());
        put(bytes, step.refusal());
    }

    private static List<SwapStep> steps(ByteBuffer bytes) throws CharacterCodingException {
        int size = Short.toUnsignedInt(bytes.getShort());
        List<SwapStep> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            steps.add(new SwapStep(
                    text(bytes),
                    text(bytes),
                    text(bytes),
                    text(bytes),
                    text(bytes),
                    bytes.getInt(),
                    text(bytes),
                    Duration.ofNanos(bytes.getLong()),
                    optional(bytes)));
        }
        return List.copyOf(steps);
    }

    private static void put(ByteBuffer bytes, String text, int longest) {
        byte[] utf8 = cut(text, longest).getBytes(StandardCharsets.UTF_8);
        bytes.putShort((short) utf8.length).put(utf8);
    }

    /** {@return a text, without its end if it has more bytes than there is room for} */
    private static String cut(String text, int longest) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > longest) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    private static String text(ByteBuffer bytes) throws CharacterCodingException {
        int length = Short.toUnsignedInt(bytes.getShort());
        if (length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer utf8 = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    }
}
