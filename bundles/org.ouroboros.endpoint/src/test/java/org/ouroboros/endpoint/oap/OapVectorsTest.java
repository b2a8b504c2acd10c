// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.oap.Vectors.Exchange;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** What the prototype said when flows were allocated. */
class OapVectorsTest {
    private final SimulatedLoop loop = new SimulatedLoop(1);

    static List<Exchange> all() {
        return Vectors.all();
    }

    static Stream<Exchange> plain() {
        return all().stream().filter(Exchange::isPlain);
    }

    @Test
    void allAreRead() {
        assertEquals(27, all().size());
        assertEquals(6, plain().count());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsDecodedEncodesToTheSameBytes(Exchange exchange) {
        assertArrayEquals(exchange.request(), exchange.asked().encode());
        exchange.response()
                .ifPresent(response ->
                        assertArrayEquals(response, exchange.answered().encode()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void responseRepeatsTheIdAndHashesTheRequest(Exchange exchange) {
        if (exchange.response().isPresent()) {
            assertArrayEquals(exchange.asked().id(), exchange.answered().id());
            Optional<byte[]> hash = hash(exchange);
            if (hash.isPresent()) {
                assertArrayEquals(hash.get(), exchange.answered().requestHash());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plain")
    void plainExchangeIsReproduced(Exchange exchange) {
        OapClient client = new OapClient("name", exchange.asked());
        assertArrayEquals(exchange.request(), client.request());
        runUntil(exchange.asked().timestampNs());
        OapServer.Taken taken = new OapServer(loop).take("name", exchange.request());
        runUntil(exchange.answered().timestampNs());
        assertArrayEquals(exchange.response().orElseThrow(), taken.answer());
        client.finish(taken.answer());
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatAsksForMoreThanAPlainFlowIsRefusedWithItsReason(Exchange exchange) {
        OapMessage asked = exchange.asked();
        runUntil(asked.timestampNs());
        OapServer server = new OapServer(loop);
        if (asked.certificate().length > 0) {
            assertRefused(Reason.AUTHENTICATION, () -> server.take("name", exchange.request()));
        } else if (asked.keyExchange().length > 0) {
            assertRefused(Reason.ENCRYPTION, () -> server.take("name", exchange.request()));
        } else {
            assertDoesNotThrow(() -> server.take("name", exchange.request()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void responseWithACertificateIsNotBelieved(Exchange exchange) {
        if (exchange.response().isPresent()) {
            OapClient client = new OapClient("name", exchange.asked());
            if (exchange.answered().certificate().length > 0) {
                assertRefused(
                        Reason.AUTHENTICATION,
                        () -> client.finish(exchange.response().get()));
            } else if (exchange.asked().digest() == 0) {
                client.finish(exchange.response().get());
            }
        }
    }

    private static Optional<byte[]> hash(Exchange exchange) {
        try {
            return Optional.of(exchange.asked().digestOfRequest().hash(exchange.request()));
        } catch (NoSuchAlgorithmException missing) {
            return Optional.empty();
        }
    }

    private void runUntil(long wallClockNs) {
        loop.runFor(Duration.ofNanos(wallClockNs - loop.wallClockNs()));
    }

    private static void assertRefused(Reason reason, Executable step) {
        assertEquals(reason, assertThrows(FlowRefused.class, step).reason());
    }
}
