// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.cipher.Ciphers;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.endpoint.oap.NameSecurity.Credentials;
import org.ouroboros.endpoint.oap.Vectors.Exchange;
import org.ouroboros.endpoint.vectors.VectorFile;
import org.ouroboros.endpoint.vectors.VectorFile.Line;
import org.ouroboros.endpoint.vectors.VectorFile.Section;
import org.ouroboros.host.Candidate;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;

/** What the prototype said when flows were allocated, from either side. */
class OapVectorsTest {
    private static final Map<String, String> CREDENTIALS = Map.of(
            "t.auth", "srv-ec", "t.authonly", "srv-ao", "t.rsa", "srv-rsa", "t.ed", "srv-ed", "t.other", "srv-ec");

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final Installation installation = new Installation(loop);
    private final EndpointPolicies replay = new EndpointPolicies(loop, Duration.ofSeconds(1));

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
        assertEquals(11, computed().count());
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
        runUntil(exchange.asked().timestampNs());
        OapServer.Taken taken = installation.server.take("name", exchange.request());
        runUntil(exchange.answered().timestampNs());
        byte[] response = Awaited.of(loop, taken.answer(NameSecurity.NONE, OapVectorsTest::silent))
                .response();
        assertArrayEquals(exchange.response().orElseThrow(), response);
        OapClient client = OapClient.resume(loop, replay, "name", NameSecurity.NONE, exchange.asked(), null);
        assertArrayEquals(exchange.request(), client.request());
        Session session = Awaited.of(loop, client.finish(response));
        assertTrue(session.cipher().isEmpty() && session.label().isEmpty() && !session.ours());
    }

    @ParameterizedTest
    @MethodSource("all")
    void certificatesOfTheMessagesAreBelievedAndTheirSignaturesToo(Exchange exchange) {
        runUntil(exchange.asked().timestampNs());
        believe(exchange.asked(), exchange.request());
        exchange.response().ifPresent(response -> believe(exchange.answered(), response));
    }

    private void believe(OapMessage message, byte[] bytes) {
        Installed installed = new Installed(installation.policies);
        NameSecurity security = installation.security(Optional.empty(), Optional.empty());
        Instant now = Instant.ofEpochSecond(0, loop.wallClockNs());
        Optional<String> peer = Authentication.peer(installed, security, message, bytes, now);
        assertEquals(message.certificate().length > 0, peer.isPresent());
        if (peer.isPresent()) {
            assertTrue(peer.get().startsWith("t.") || peer.get().equals("cli.test.o7s"), peer.get());
            byte[] changed = bytes.clone();
            changed[30 + 6 + message.certificate().length]++; // behind the certificate, under the signature
            Refusal refusal =
                    assertThrows(Refusal.class, () -> Authentication.peer(installed, security, message, changed, now));
            assertTrue(refusal.toString().contains("is not that of"), refusal.toString());
        }
    }

    /** {@return the exchanges with the private keys of both sides, and an outcome} */
    static Stream<Section> computed() {
        return VectorFile.read(OapVectorsTest.class, "oap.txt").stream()
                .filter(section -> section.values().containsKey("client_ephemeral_pkcs8"));
    }

    @ParameterizedTest
    @MethodSource("computed")
    void clientComesToTheSameKey(Section section) {
        if (!section.values().containsKey("response")) {
            return; // refused by the server
        }
        OapMessage asked = OapMessage.decode(section.bytes("request"), 0).orElseThrow();
        runUntil(asked.timestampNs());
        EncryptionSettings settings = wanted(asked.cipher(), asked.kdf(), asked.digest(), "fixed");
        FixedKey key = new FixedKey(1, section.bytes("client_ephemeral_pkcs8"), asked.keyExchange());
        OapClient client = OapClient.resume(
                loop,
                installation.policies,
                section.text("name"),
                installation.security(Optional.of(settings), Optional.empty()),
                asked,
                key.initiate(new LoopRandom(loop)));
        if (section.values().containsKey("client")) {
            assertRefused(
                    Reason.AUTHENTICATION, "'t.auth'", () -> installation.finish(client, section.bytes("response")));
            return;
        }
        Session session = installation.finish(client, section.bytes("response"));
        assertArrayEquals(section.bytes("key"), session.cipher().orElseThrow().key());
        assertEquals(
                section.text("cipher_nid"),
                String.valueOf(number(session.cipher().get().policy())));
        byte[] changed = section.bytes("response");
        changed[changed.length - 1] ^= 1;
        assertRefused(Reason.AUTHENTICATION, "", () -> installation.finish(client, changed));
    }

    @ParameterizedTest
    @MethodSource("computed")
    void serverAnswersTheSame(Section section) {
        OapMessage asked = OapMessage.decode(section.bytes("request"), 0).orElseThrow();
        runUntil(asked.timestampNs());
        if (section.title().contains("weaker than server")) {
            NameSecurity stronger =
                    installation.security(Optional.of(wanted(1018, 672, 673, "X25519")), Optional.empty());
            assertRefused(
                    Reason.ENCRYPTION,
                    "prime256v1, which is weaker than X25519",
                    () -> installation.answer(section.bytes("request"), stronger));
            return;
        }
        if (section.values().containsKey("server")) {
            assertTrue(section.title().contains("Ed25519"), section.title()); // ours signs nevertheless
            return;
        }
        OapMessage expected = OapMessage.decode(
                        section.bytes("response"), asked.digestOfRequest().bytes())
                .orElseThrow();
        install(new FixedKey(1, section.bytes("server_ephemeral_pkcs8"), expected.keyExchange()));
        Optional<Credentials> credentials = expected.certificate().length == 0
                ? Optional.empty()
                : Optional.of(Pki.credentials(Objects.requireNonNull(CREDENTIALS.get(section.text("name")))));
        boolean noSettings = section.title().contains("server without enc.conf");
        NameSecurity security = installation.security(
                noSettings
                        ? Optional.empty()
                        : Optional.of(wanted(expected.cipher(), expected.kdf(), expected.digest(), "fixed")),
                credentials);
        OapServer.Taken taken = new OapServer(loop, replay).take("name", section.bytes("request"));
        OapServer.Answer answer = Awaited.of(loop, taken.answer(security, OapVectorsTest::silent));
        section.optional("key")
                .ifPresent(key -> assertArrayEquals(
                        key, answer.session().cipher().orElseThrow().key()));
        OapMessage answered = OapMessage.decode(
                        answer.response(), asked.digestOfRequest().bytes())
                .orElseThrow();
        byte[] head = answer.response().clone();
        ByteBuffer.wrap(head).putLong(OapMessage.ID_BYTES, expected.timestampNs());
        head[35] = section.bytes("response")[35]; // length of the data, which the prototype's tests had
        assertArrayEquals(
                Arrays.copyOf(section.bytes("response"), OapMessage.HEADER_BYTES),
                Arrays.copyOf(head, OapMessage.HEADER_BYTES));
        assertArrayEquals(expected.certificate(), answered.certificate());
        assertArrayEquals(expected.keyExchange(), answered.keyExchange());
        assertArrayEquals(expected.requestHash(), answered.requestHash());
        if (answered.certificate().length > 0) {
            believe(answered, answer.response());
        }
    }

    @Test
    void strongerOfTwoCiphersAndHashesIsUsed() {
        Section section = computed()
                .filter(each -> each.title().contains("negotiation: client X25519/aes-128-gcm/sha512"))
                .findFirst()
                .orElseThrow();
        OapMessage asked = OapMessage.decode(section.bytes("request"), 0).orElseThrow();
        runUntil(asked.timestampNs());
        NameSecurity security =
                installation.security(Optional.of(wanted(1018, 672, 673, "prime256v1")), Optional.empty());
        OapMessage answered = OapMessage.decode(
                        installation.answer(section.bytes("request"), security).response(), 32)
                .orElseThrow();
        assertEquals(List.of(1018, 674, 673), List.of(answered.cipher(), answered.kdf(), answered.digest()));
    }

    @Test
    void serverThatEncryptsRefusesWhoOffersNoKey() {
        Section section = VectorFile.read(OapVectorsTest.class, "oap.txt").stream()
                .filter(each -> each.title().contains("client offers none"))
                .findFirst()
                .orElseThrow();
        runUntil(OapMessage.decode(section.bytes("request"), 0).orElseThrow().timestampNs());
        NameSecurity security = installation.security(Optional.of(EncryptionSettings.DEFAULTS), Optional.empty());
        assertRefused(
                Reason.ENCRYPTION, "offers no key", () -> installation.answer(section.bytes("request"), security));
    }

    static Stream<Section> live() {
        return Stream.of("oap-live.txt", "encrypted-p256-aes256gcm.txt", "encrypted-crc.txt")
                .flatMap(file -> VectorFile.with(OapVectorsTest.class, file, "key").stream());
    }

    @ParameterizedTest
    @MethodSource("live")
    void packetsOfTheFlowsThatWereAllocatedAreOpened(Section flow) {
        EncryptionPolicy policy = Ciphers.ALL.values().stream()
                .filter(each -> flow.text("cipher_nid")
                        .equals(String.valueOf(each.traits().number())))
                .findFirst()
                .orElseThrow();
        PacketPool pool = new PacketPool(1 << 20);
        int opened = 0;
        try (FlowCipher cipher = new FlowCipher(policy, new KeyEpochs(flow.bytes("key")), loop)) {
            for (Line line : flow.packets()) {
                if (line.plain().isPresent()) {
                    int trailer = line.remark().contains("crc ok") ? 4 : 0;
                    Packet packet = Objects.requireNonNull(pool.take());
                    packet.put(ByteBuffer.wrap(line.bytes()));
                    packet.trim(trailer);
                    assertTrue(cipher.open(packet), line.remark());
                    ByteBuffer plain = ByteBuffer.allocate(packet.length());
                    packet.get(plain);
                    packet.release();
                    assertArrayEquals(line.plain().get(), plain.array());
                    opened++;
                }
            }
        }
        assertTrue(opened > 0);
        assertEquals(0, pool.outstanding());
    }

    /** Settings that ask for what a message asks for. */
    private static EncryptionSettings wanted(int cipher, int kdf, int digest, String keyExchange) {
        String name = Ciphers.ALL.entrySet().stream()
                .filter(each -> each.getValue().traits().number() == cipher)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return new EncryptionSettings(keyExchange, name, Digest.ofNid(kdf).orElseThrow(), Digest.ofNid(digest), false);
    }

    private static int number(String cipher) {
        return Objects.requireNonNull(Ciphers.ALL.get(cipher)).traits().number();
    }

    /** Has the server answer with a key that is known. */
    private void install(FixedKey key) {
        Ciphers.ALL.forEach((name, policy) ->
                replay.encryption().offer(new Candidate<>(policy, EncryptionPolicy.KIND, name, "test", "1.0.0")));
        installation.policies.authentication().candidates().forEach(replay.authentication()::offer);
        replay.keyExchange().offer(new Candidate<>(key, KeyExchangePolicy.KIND, "fixed", "test", "1.0.0"));
        loop.runFor(Duration.ZERO);
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

    private static void assertRefused(Reason reason, String message, Executable step) {
        FlowRefused refused = assertThrows(FlowRefused.class, step);
        assertEquals(reason, refused.reason(), refused.toString());
        assertTrue(refused.toString().contains(message), refused.toString());
    }

    /** Answers as the prototype does. */
    private static CompletableFuture<byte[]> silent(byte[] said) {
        return CompletableFuture.completedFuture(new byte[0]);
    }
}
