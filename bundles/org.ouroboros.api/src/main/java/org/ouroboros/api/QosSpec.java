// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What an application asks of a flow (end-to-end specification, section 1.2).
 *
 * <p>The spec of the allocating side holds for both ends. {@code inOrder} turns ordering on; with {@code loss == 0} as well,
 * the flow is reliable; {@code ber == 0} protects every packet with a checksum. The remaining values choose the class
 * that layers forward in.
 *
 * @param delayMs longest tolerable delay in milliseconds, 0..2^32-1; 2^32-1 is no bound
 * @param bandwidthBitsPerSecond bandwidth in bit/s, an unsigned 64-bit number
 * @param availability number of nines, 0..255
 * @param loss 0 for no loss, otherwise loss is tolerated; 0..2^32-1
 * @param ber bit errors per 10^9 bits, 0..2^32-1; 0 turns the checksum on
 * @param inOrder whether messages arrive in the order in which they were written
 * @param maxGapMs longest tolerable gap between packets in milliseconds, 0..2^32-1; 2^32-1 is no bound
 * @param timeoutMs silence after which the peer counts as dead, in milliseconds, 0..2^32-1; 0 turns keep-alive off
 */
public record QosSpec(
        long delayMs,
        long bandwidthBitsPerSecond,
        int availability,
        long loss,
        long ber,
        boolean inOrder,
        long maxGapMs,
        long timeoutMs) {

    private static final long UNBOUNDED = 0xFFFF_FFFFL;

    /** Neither ordered nor reliable. */
    public static final QosSpec RAW = new QosSpec(UNBOUNDED, 0, 0, 1, 1, false, UNBOUNDED, 120_000);

    /** As {@link #RAW}, but corrupt packets are never delivered. */
    public static final QosSpec RAW_NO_ERRORS = RAW.withBer(0);

    /** In order, with loss. */
    public static final QosSpec BEST_EFFORT = new QosSpec(UNBOUNDED, 0, 0, 1, 1, true, UNBOUNDED, 120_000);

    /** In order, with loss, for a stream of pictures. */
    public static final QosSpec VIDEO = new QosSpec(100, -1L, 3, 1, 1, true, 100, 120_000);

    /** In order, with loss, for speech. */
    public static final QosSpec VOICE = new QosSpec(50, 100_000, 5, 1, 1, true, 50, 120_000);

    /** In order and without loss. */
    public static final QosSpec DATA = new QosSpec(1_000, 0, 0, 0, 1, true, 2_000, 120_000);

    private static final SequencedMap<String, QosSpec> PRESETS = new LinkedHashMap<>();

    static {
        PRESETS.put("raw", RAW);
        PRESETS.put("raw-no-errors", RAW_NO_ERRORS);
        PRESETS.put("best", BEST_EFFORT);
        PRESETS.put("video", VIDEO);
        PRESETS.put("voice", VOICE);
        PRESETS.put("data", DATA);
    }

    /** Checks the ranges. */
    public QosSpec {
        checkUnsigned32("delay", delayMs);
        checkUnsigned32("loss", loss);
        checkUnsigned32("ber", ber);
        checkUnsigned32("max gap", maxGapMs);
        checkUnsigned32("timeout", timeoutMs);
        if (availability < 0 || availability > 255) {
            throw new IllegalArgumentException("availability " + availability + " is outside 0..255");
        }
    }

    /** {@return the names of the predefined specs, in the order in which the prototype lists them} */
    public static List<String> presets() {
        return List.copyOf(PRESETS.keySet());
    }

    /**
     * Finds a predefined spec.
     *
     * @param preset one of {@link #presets()}
     * @return the spec of that name
     * @throws IllegalArgumentException if there is no such preset; the message lists those there are
     */
    public static QosSpec preset(String preset) {
        QosSpec spec = PRESETS.get(preset.toLowerCase(Locale.ROOT));
        if (spec == null) {
            throw new IllegalArgumentException(
                    "unknown QoS '" + preset + "': use one of " + String.join(", ", presets()));
        }
        return spec;
    }

    /**
     * Names this spec for people. The time-out is left aside: layers choose one for the flows that they run over.
     *
     * @return the name of the preset that is equal otherwise, or {@code custom}
     */
    public String label() {
        return PRESETS.entrySet().stream()
                .filter(preset -> preset.getValue().withTimeoutMs(timeoutMs).equals(this))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("custom");
    }

    /** {@return whether every message must arrive: ordered and without loss} */
    public boolean reliable() {
        return inOrder && loss == 0;
    }

    /**
     * Changes the tolerated bit error rate.
     *
     * @param bitErrors errors per 10^9 bits; 0 turns the checksum on
     * @return a copy with that rate
     */
    public QosSpec withBer(long bitErrors) {
        return new QosSpec(
                delayMs, bandwidthBitsPerSecond, availability, loss, bitErrors, inOrder, maxGapMs, timeoutMs);
    }

    /**
     * Changes the peer time-out.
     *
     * @param silenceMs silence after which the peer counts as dead, in milliseconds; 0 turns keep-alive off
     * @return a copy with that time-out
     */
    public QosSpec withTimeoutMs(long silenceMs) {
        return new QosSpec(delayMs, bandwidthBitsPerSecond, availability, loss, ber, inOrder, maxGapMs, silenceMs);
    }

    private static void checkUnsigned32(String field, long value) {
        if (value < 0 || value > UNBOUNDED) {
            throw new IllegalArgumentException(field + " " + value + " is outside 0..4294967295");
        }
    }
}
