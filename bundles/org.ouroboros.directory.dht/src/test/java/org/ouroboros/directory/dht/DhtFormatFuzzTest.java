// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ouroboros.directory.dht.DhtFormat.Reading;

/** Whatever comes, reading ends with a message that can be written again, or with a reason. */
class DhtFormatFuzzTest {
    private static final int INPUTS = Boolean.getBoolean("ouroboros.soak") ? 10_000_000 : 100_000;

    private final DhtFormat format = new DhtFormat(32);
    private final SplittableRandom random = new SplittableRandom(10);

    @Test
    void noInputDoesHarm() {
        List<byte[]> seeds = Vectors.ALL.stream().map(Vectors::message).toList();
        int read = 0;
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = input(seeds.get(random.nextInt(seeds.size())));
            switch (format.read(input, input.length)) {
                case Reading.Read(DhtMessage message) -> {
                    read++;
                    byte[] bytes = DhtFormatTest.write(format, message);
                    if (!(message instanceof DhtMessage.Answer answer)
                            || answer.contacts().size() <= 20) {
                        assertEquals(new Reading.Read(message), format.read(bytes, bytes.length));
                    }
                }
                case Reading.Refused(Count reason) -> refused++;
            }
        }
        assertTrue(read > INPUTS / 100 && refused > INPUTS / 100, read + " read, " + refused + " refused");
    }

    private byte[] input(byte[] vector) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(vector, random.nextInt(vector.length));
            case 1 -> mutated(vector.clone());
            case 2 -> spliced(vector);
            default -> noise(random.nextInt(300));
        };
    }

    private byte[] mutated(byte[] bytes) {
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** {@return a message with a piece of it repeated} */
    private byte[] spliced(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        byte[] longer = Arrays.copyOf(bytes, to + bytes.length - from);
        System.arraycopy(bytes, from, longer, to, bytes.length - from);
        return longer;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }
}
