// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Truncated, mutated and random messages: each is refused or means something, and none does more. */
class HostileInputTest {
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 10_000_000 : 100_000;

    /** A decoder, with good messages to spoil. */
    record Decoder(String name, Function<byte[], Optional<?>> decode, List<byte[]> good) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Decoder> decoders() {
        return Stream.of(
                decoder("CEP", CepMessage::decode, Vector::read, "cep-dt-initiator", "cep-enroll-acceptor"),
                decoder("enrolment request", EnrolmentRequest::decode, Vector::read, "enroll-req"),
                decoder("enrolment response", EnrolmentResponse::decode, Vector::read, "enroll-resp-unicast"),
                decoder("enrolment ack", EnrolmentAck::decode, Vector::read, "enroll-ack"),
                decoder("link state", LinkStateMessage::decode, Vector::read, "lsa-initial", "lsa-periodic"),
                decoder(
                        "flow",
                        message -> FlowMessage.decode(message, 32),
                        Vector::payload,
                        "fa-flow-req-raw",
                        "fa-flow-reply",
                        "fa-flow-update"));
    }

    private static Decoder decoder(
            String name, Function<byte[], Optional<?>> decode, Function<String, byte[]> reader, String... vectors) {
        return new Decoder(name, decode, Stream.of(vectors).map(reader).toList());
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void nothingButAMessageOrARefusalComesOut(Decoder decoder) {
        SplittableRandom random = new SplittableRandom(20);
        int understood = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] message =
                    spoil(decoder.good().get(random.nextInt(decoder.good().size())), random);
            understood += decoder.decode().apply(message).isPresent() ? 1 : 0;
        }
        assertTrue(understood < ROUNDS, "some of it must be refused");
        for (byte[] message : decoder.good()) {
            assertTrue(decoder.decode().apply(message).isPresent());
            assertEquals(Optional.empty(), decoder.decode().apply(new byte[0]));
        }
    }

    private static byte[] spoil(byte[] good, SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(good, random.nextInt(good.length)); // cut off
            case 1 -> {
                byte[] mutated = Arrays.copyOf(good, good.length + random.nextInt(3));
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                }
                yield mutated;
            }
            default -> {
                byte[] noise = new byte[random.nextInt(200)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }
}
