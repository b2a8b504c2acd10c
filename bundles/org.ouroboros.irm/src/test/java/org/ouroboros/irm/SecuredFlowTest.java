// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.authentication.x509.X509Policy;
import org.ouroboros.certificates.Authority;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;
import org.ouroboros.certificates.KeyKind;
import org.ouroboros.encryption.aesgcm.Aes128GcmPolicy;
import org.ouroboros.encryption.aesgcm.Aes256GcmPolicy;
import org.ouroboros.encryption.chacha20poly1305.ChaCha20Poly1305Policy;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.keyexchange.ec.Prime256v1Policy;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Two systems with a wire between them and a security folder each: what protects their flows, and whom they refuse. */
class SecuredFlowTest {
    private static final String NAME = "t.secret";
    private static final String TEXT = "nobody but the other end reads this, or any piece of it";
    private static final int CIPHER_AT = 24;

    private final SimulatedLoop loop = new SimulatedLoop(8);
    private final Wires wires = new Wires();
    private final SecureRandom random = new SecureRandom();
    private final Instant now = SimulatedLoop.START;
    private final Authority root = Authority.found("root", Validity.days(now, 100), random);
    private final Authority between = root.intermediate("between", Validity.days(now, 100));

    @TempDir
    private Path folder;

    private Path clientFiles;
    private Path serverFiles;
    private SimulatedSystem client;
    private SimulatedSystem server;
    private Running running;

    SecuredFlowTest(@TempDir Path folder) throws GeneralSecurityException, IOException {
        this.folder = folder;
        clientFiles = folder.resolve("client-system/security");
        serverFiles = folder.resolve("server-system/security");
        Files.createDirectories(clientFiles);
        Files.createDirectories(serverFiles);
        client = system(clientFiles);
        server = system(serverFiles);
        running = server.run("echo");
    }

    private SimulatedSystem system(Path security) {
        SimulatedSystem system = new SimulatedSystem(loop, wires, SimulatedSystem.SETTINGS, Map.of(), security);
        offer(system.protection.encryption(), "encryption", "aes-128-gcm", new Aes128GcmPolicy());
        offer(system.protection.encryption(), "encryption", "aes-256-gcm", new Aes256GcmPolicy());
        offer(system.protection.encryption(), "encryption", "chacha20-poly1305", new ChaCha20Poly1305Policy());
        offer(system.protection.keyExchange(), "keyexchange", "prime256v1", new Prime256v1Policy());
        offer(system.protection.keyExchange(), "keyexchange", "X25519", new X25519Policy());
        offer(system.protection.authentication(), "authentication", "x509", new X509Policy());
        return system;
    }

    private static <P> void offer(PolicyCatalogue<P> catalogue, String kind, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, kind, name, "test." + name, "1.0.0"));
    }

    @BeforeEach
    void connect() {
        client.bootstrap("near", "virtual", "wire", Map.of());
        server.bootstrap("far", "virtual", "wire", Map.of());
        server.bind("echo", NAME);
        server.register(NAME, "far");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        client.irm.close();
        server.irm.close();
        loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(), client.irm.flows());
        assertEquals(List.of(), server.irm.flows());
        assertEquals(0, client.pool.outstanding() + server.pool.outstanding());
    }

    // ---- what protects a flow ----

    @Test
    void withoutFilesAFlowIsPlain() {
        Flow flow = client.allocate(NAME);
        assertEquals("", info(client).policies() + info(client).agreement());
        exchange(flow);
    }

    @Test
    void emptySettingsEncryptAndNoByteOfAMessageIsOnTheWire() throws IOException {
        encrypt("", "");
        List<byte[]> seen = new ArrayList<>();
        wires.tap = packet -> seen.add(
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE));
        Flow flow = client.allocate(NAME);
        for (SimulatedSystem system : List.of(client, server)) {
            assertEquals("aes-256-gcm", info(system).policies());
            assertEquals("prime256v1, sha256", info(system).agreement());
        }
        exchange(flow);
        List<byte[]> packets = seen.stream().filter(packet -> packet.length > 0).toList();
        assertEquals(2, packets.size());
        for (byte[] packet : packets) {
            assertEquals(TEXT.length() + 28, packet.length);
            for (int at = 0; at + 4 <= packet.length; at++) {
                assertFalse(TEXT.contains(new String(packet, at, 4, UTF_8)));
            }
        }
    }

    @Test
    void aPacketThatWasTamperedWithIsDroppedAndCounted() throws IOException {
        encrypt("", "");
        Flow flow = client.allocate(NAME);
        wires.tap = packet -> {
            if (packet.length() > 0) {
                int at = packet.offset() + packet.length() / 2;
                byte before = packet.segment().get(ValueLayout.JAVA_BYTE, at);
                packet.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ 1));
            }
        };
        SimulatedSystem.send(flow, TEXT);
        settle();
        assertEquals("nothing", SimulatedSystem.receive(running.server().latest()));
        assertEquals(1, info(server).counters().dropped());
        assertEquals(1, counter(server, "dropped: protection"));
        wires.tap = packet -> {};
        exchange(flow);
    }

    @Test
    void settingsAreReadAnewForEachFlowAndTheStrongerOneIsUsed() throws IOException {
        encrypt("kex=X25519\ncipher=aes-128-gcm\n", "cipher=aes-256-gcm\nkdf=sha3-512\n");
        exchange(client.allocate(NAME));
        assertEquals("aes-256-gcm", info(client).policies());
        assertEquals("X25519, sha3-512", info(client).agreement());
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "cipher = chacha20-poly1305\n");
        exchange(client.allocate(NAME));
        assertEquals("chacha20-poly1305", client.irm.flows().getLast().policies());
        assertEquals("prime256v1, sha3-512", client.irm.flows().getLast().agreement());
    }

    @Test
    void bothEndsKnowEachOtherByTheirCertificates() throws IOException, GeneralSecurityException {
        encrypt("authenticate=required\n", "authenticate=required\n");
        trust(clientFiles);
        trust(serverFiles);
        credentials(serverFiles, "server", between.issue(NAME, KeyKind.EC, Validity.days(now, 10)));
        credentials(clientFiles, "client", between.issue("somebody", KeyKind.RSA, Validity.days(now, 10)));
        exchange(client.allocate(NAME));
        assertEquals("prime256v1, sha256, peer " + NAME, info(client).agreement());
        assertEquals("prime256v1, sha256, peer somebody", info(server).agreement());
    }

    @Test
    void aPlainFlowCanBeAuthenticated() throws IOException, GeneralSecurityException {
        trust(clientFiles);
        credentials(serverFiles, "server", between.issue(NAME, KeyKind.ED25519, Validity.days(now, 10)));
        exchange(client.allocate(NAME));
        assertEquals("", info(client).policies());
        assertEquals("peer " + NAME, info(client).agreement());
    }

    @Test
    void filesThatANameWasCreatedWithComeBeforeThoseOfTheFolder() throws IOException {
        encrypt("", "");
        write(folder, "other.conf", "cipher=chacha20-poly1305\n");
        loop.await(client.irm.createName(
                new NameSpec(NAME, "spillover", Map.of(SecurityFile.CLIENT_ENCRYPTION, folder.resolve("other.conf")))));
        exchange(client.allocate(NAME));
        assertEquals("chacha20-poly1305", info(client).policies());
    }

    @Test
    void aReplacedCipherGoesOnWithTheKeysOfTheFlow() throws IOException {
        encrypt("", "");
        Flow flow = client.allocate(NAME);
        exchange(flow);
        var old =
                client.protection.encryption().find("aes-256-gcm").orElseThrow().policy();
        offer(client.protection.encryption(), "encryption", "aes-256-gcm", new Aes256GcmPolicy());
        loop.await(client.protection.encryption().withdraw(old));
        exchange(flow);
    }

    // ---- who is refused ----

    @Test
    void aServerThatEncryptsRefusesWhoDoesNot() throws IOException {
        write(serverFiles.resolve("server").resolve(NAME), "enc.conf", "");
        assertRefusedByServer(Reason.ENCRYPTION, "offers no key, and flows of the name are encrypted by aes-256-gcm");
    }

    @Test
    void aClientThatEncryptsTakesNoPlainFlow() throws IOException {
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "");
        wires.requestTap = this::withoutKey;
        assertRefused(Reason.AUTHENTICATION, "changed on its way");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws IOException, GeneralSecurityException {
        encrypt("", "");
        trust(clientFiles);
        Authority stranger = Authority.found("root", Validity.days(now, 10), random);
        credentials(serverFiles, "server", stranger.issue(NAME, KeyKind.EC, Validity.days(now, 10)));
        assertRefused(Reason.AUTHENTICATION, "no chain leads from the certificate of '" + NAME + "'");
    }

    @Test
    void aCertificateThatExpiredIsRefused() throws IOException, GeneralSecurityException {
        encrypt("", "");
        trust(clientFiles);
        Validity past = new Validity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));
        credentials(serverFiles, "server", between.issue(NAME, KeyKind.EC, past));
        assertRefused(Reason.AUTHENTICATION, "NotAfter");
    }

    @Test
    void aCertificateThatIsRevokedIsRefusedFromTheNextFlowOn() throws IOException, GeneralSecurityException {
        encrypt("", "");
        trust(clientFiles);
        Issued issued = between.issue(NAME, KeyKind.EC, Validity.days(now, 10));
        credentials(serverFiles, "server", issued);
        exchange(client.allocate(NAME));
        write(
                clientFiles.resolve("crl"),
                "between.pem",
                between.revoked(List.of(issued.serial()), Validity.days(now, 10)));
        assertRefused(Reason.AUTHENTICATION, "is revoked");
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws IOException, GeneralSecurityException {
        encrypt("", "");
        trust(clientFiles);
        credentials(serverFiles, "server", between.issue("t.other", KeyKind.EC, Validity.days(now, 10)));
        assertRefused(Reason.AUTHENTICATION, "carries the certificate of 't.other'");
    }

    @Test
    void whoShowsNoCertificateIsRefusedWhereOneIsRequired() throws IOException {
        encrypt("authenticate=required\n", "");
        assertRefused(Reason.AUTHENTICATION, "carries no certificate, and the settings of the name require one");
        encrypt("", "authenticate=required\n");
        assertRefusedByServer(Reason.AUTHENTICATION, "carries no certificate, and the settings of the name require");
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedByTheServer() throws IOException, GeneralSecurityException {
        encrypt("", "");
        trust(serverFiles);
        Authority stranger = Authority.found("stranger", Validity.days(now, 10), random);
        credentials(clientFiles, "client", stranger.issue("somebody", KeyKind.EC, Validity.days(now, 10)));
        assertRefusedByServer(Reason.AUTHENTICATION, "no chain leads from the certificate of 'somebody'");
    }

    @Test
    void aRequestThatComesAgainIsRefused() throws IOException {
        encrypt("", "");
        List<byte[]> said = new ArrayList<>();
        wires.requestTap = oap -> {
            said.add(oap);
            return said.getFirst();
        };
        exchange(client.allocate(NAME));
        assertRefusedByServer(Reason.AUTHENTICATION, "it came before");
    }

    @Test
    void aClockASecondAheadOr25SecondsBehindIsRefused() throws IOException {
        encrypt("", "");
        wires.requestTap = oap -> shifted(oap, Duration.ofSeconds(1));
        assertRefusedByServer(Reason.AUTHENTICATION, "in the future; the clocks of systems must agree to 100 ms");
        wires.requestTap = oap -> shifted(oap, Duration.ofSeconds(-25));
        assertRefusedByServer(Reason.AUTHENTICATION, "more than 20 s ago");
    }

    @Test
    void anUnknownCipherIsRefused() throws IOException {
        encrypt("", "");
        wires.requestTap = oap -> cipher(oap, 1);
        assertRefusedByServer(
                Reason.ENCRYPTION, "names cipher number 1, which is not installed; installed are aes-128");
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "cipher=rot13\n");
        assertRefused(Reason.ENCRYPTION, "needs cipher 'rot13', which is not installed; installed are aes-128-gcm");
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "kex=ffdhe2048\n");
        assertRefused(Reason.ENCRYPTION, "needs key exchange 'ffdhe2048', which is not installed");
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "kdf=md5\n");
        assertRefused(Reason.ENCRYPTION, "kdf is 'md5'; it is one of blake2s256, sha256");
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", "kdf=blake2s256\n");
        assertRefusedByServer(Reason.ENCRYPTION, "names cipher number 1");
        wires.requestTap = oap -> oap;
        write(serverFiles.resolve("server").resolve(NAME), "enc.conf", "kdf=blake2b512\n");
        assertRefusedByServer(Reason.ENCRYPTION, "derived with blake2b512, which this Java platform lacks");
    }

    @Test
    void nobodyOnTheWayTurnsTheCipherDown() throws IOException {
        encrypt("", "");
        wires.responseTap = oap -> cipher(oap, 895);
        assertRefused(Reason.ENCRYPTION, "chooses aes-128-gcm, which is weaker than aes-256-gcm");
        wires.responseTap = oap -> cipher(oap, 0);
        assertRefused(Reason.ENCRYPTION, "names no cipher, and aes-256-gcm is wanted");
        wires.responseTap = this::withoutKey;
        assertRefused(Reason.ENCRYPTION, "");
        wires.responseTap = oap -> oap;
        wires.requestTap = oap -> cipher(oap, 895); // the server takes the stronger one, and hashes what it got
        assertRefused(Reason.AUTHENTICATION, "changed on its way");
        wires.requestTap = this::withoutKey;
        assertRefusedByServer(Reason.ENCRYPTION, "offers no key");
    }

    @Test
    void filesThatCannotBeReadRefuseTheFlow() throws IOException {
        encrypt("", "");
        credentials(clientFiles, "client", new Issued("no certificate", "no key", BigInteger.ONE));
        assertRefused(Reason.AUTHENTICATION, "the certificate file: it holds no certificate");
        loop.await(client.irm.createName(new NameSpec(
                NAME, "spillover", Map.of(SecurityFile.CLIENT_ENCRYPTION, folder.resolve("missing.conf")))));
        assertRefused(Reason.AUTHENTICATION, "missing.conf is not there");
    }

    @Test
    void aNameIsNoWayOutOfTheFolder() {
        SecurityFolder safe = new SecurityFolder(clientFiles);
        for (String name : List.of("..", ".", "../x", "a/b", "/etc", "x/../y", "a\0b", "")) {
            assertTrue(safe.ofName(SecurityFolder.Side.CLIENT, name).isEmpty(), name);
        }
        assertTrue(safe.ofName(SecurityFolder.Side.CLIENT, "some.name..").isPresent());
    }

    // ---- steps ----

    private void assertRefused(Reason reason, String message) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> client.allocate(NAME));
        assertEquals(reason, refused.reason(), refused.toString());
        assertTrue(refused.toString().contains(message), refused.toString());
    }

    /** The client is told the reason, the log of the server the rest. */
    private void assertRefusedByServer(Reason reason, String message) {
        String counted = "refused to a peer: " + (reason == Reason.ENCRYPTION ? "encryption" : "authentication");
        long before = counter(server, counted);
        loop.runFor(Duration.ofSeconds(1)); // a reason a second is logged
        try (LogCapture log = new LogCapture(FlowArrivals.class)) {
            FlowRefused refused = assertThrows(FlowRefused.class, () -> client.allocate(NAME));
            assertEquals(reason, refused.reason(), refused.toString());
            assertEquals(1, log.lines().size());
            assertTrue(log.lines().getFirst().contains(message), log.lines().getFirst());
        }
        assertEquals(before + 1, counter(server, counted));
    }

    private void exchange(Flow flow) {
        settle();
        Flow other = running.server().latest();
        SimulatedSystem.send(flow, TEXT);
        settle();
        assertEquals(TEXT, SimulatedSystem.receive(other));
        SimulatedSystem.send(other, TEXT);
        settle();
        assertEquals(TEXT, SimulatedSystem.receive(flow));
    }

    private void settle() {
        loop.runFor(Duration.ofMillis(50));
    }

    private static FlowInfo info(SimulatedSystem system) {
        return system.irm.flows().getFirst();
    }

    private static long counter(SimulatedSystem system, String name) {
        return system.irm.counters().stream()
                .filter(each -> each.name().equals(name))
                .mapToLong(CounterInfo::value)
                .findFirst()
                .orElse(0);
    }

    private void encrypt(String clientSettings, String serverSettings) throws IOException {
        write(clientFiles.resolve("client").resolve(NAME), "enc.conf", clientSettings);
        write(serverFiles.resolve("server").resolve(NAME), "enc.conf", serverSettings);
    }

    private void trust(Path files) throws IOException {
        write(files.resolve("cacert"), "root.pem", root.files().certificate());
        write(files.resolve("untrusted"), "between.pem", between.files().certificate());
    }

    private static void credentials(Path files, String side, Issued issued) throws IOException {
        Path own = files.resolve(side).resolve(NAME);
        write(own, "crt.pem", issued.certificate());
        write(own, "key.pem", issued.key());
    }

    private static void write(Path where, String file, String text) throws IOException {
        Files.createDirectories(where);
        Files.writeString(where.resolve(file), text);
    }

    private static byte[] shifted(byte[] oap, Duration by) {
        byte[] shifted = oap.clone();
        ByteBuffer bytes = ByteBuffer.wrap(shifted);
        bytes.putLong(16, bytes.getLong(16) + by.toNanos());
        return shifted;
    }

    private static byte[] cipher(byte[] oap, int number) {
        byte[] changed = oap.clone();
        ByteBuffer.wrap(changed).putShort(CIPHER_AT, (short) number);
        return changed;
    }

    /** Takes the key out of a message. */
    private byte[] withoutKey(byte[] oap) {
        ByteBuffer in = ByteBuffer.wrap(oap);
        int key = in.getShort(32);
        ByteBuffer out = ByteBuffer.allocate(oap.length - key).put(oap, 0, 36);
        out.put(oap, 36 + key, oap.length - 36 - key);
        return out.putShort(CIPHER_AT, (short) 0).putShort(32, (short) 0).array();
    }
}
