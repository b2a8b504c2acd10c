// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.irm.SecuredSystems.NAME;
import static org.ouroboros.irm.SecuredSystems.counter;
import static org.ouroboros.irm.SecuredSystems.credentials;
import static org.ouroboros.irm.SecuredSystems.offer;
import static org.ouroboros.irm.SecuredSystems.write;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.certificates.Authority;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;
import org.ouroboros.certificates.KeyKind;
import org.ouroboros.encryption.aesgcm.Aes256GcmPolicy;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.irm.SecuredSystems.Ends;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.testing.LogCapture;

/** Two systems with a wire between them and a security folder each: what protects their flows, and whom they refuse. */
class SecuredFlowTest {
    private static final String TEXT = "nobody but the other end reads this, or any piece of it";
    private static final int CIPHER_AT = 24;
    private static final int SPOILT_ALLOCATIONS = Boolean.getBoolean("ouroboros.soak") ? 20_000 : 500;

    private final SecureRandom random = new SecureRandom();
    private final Instant now = SimulatedLoop.START;
    private final Authority root = Authority.found("root", Validity.days(now, 100), random);
    private final Authority between = root.intermediate("between", Validity.days(now, 100));
    private final List<byte[]> carried = new ArrayList<>(); // packets, but for signs of life

    private final Path folder;
    private final SecuredSystems systems;
    private final SimulatedLoop loop;
    private final Wires wires;
    private final Path clientFiles;
    private final Path serverFiles;
    private final SimulatedSystem client;
    private final SimulatedSystem server;
    private final Running running;
    private final Ends other; // a flow that has nothing to do with those of a test

    SecuredFlowTest(@TempDir Path folder) throws GeneralSecurityException, IOException {
        this.folder = folder;
        systems = new SecuredSystems(folder, 8, Map.of());
        loop = systems.loop;
        wires = systems.wires;
        clientFiles = systems.clientFiles;
        serverFiles = systems.serverFiles;
        client = systems.client;
        server = systems.server;
        running = systems.running;
        other = systems.connect(QosSpec.RAW);
        wires.tap = this::carry;
    }

    private void carry(Packet packet) {
        if (packet.length() > 0) {
            carried.add(
                    packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @AfterEach
    void nothingElseWasDisturbedAndNothingIsLeftBehind() {
        wires.tap = packet -> {};
        exchange(other.client(), other.server());
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.outstanding());
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
        Flow flow = client.allocate(NAME);
        for (SimulatedSystem system : List.of(client, server)) {
            assertEquals("aes-256-gcm", info(system).policies());
            assertEquals("prime256v1, sha256", info(system).agreement());
        }
        exchange(flow);
        assertEquals(2, carried.size());
        for (byte[] packet : carried) {
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
        assertEquals("chacha20-poly1305", info(client).policies());
        assertEquals("prime256v1, sha3-512", info(client).agreement());
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

    @Test
    void anAllocationWaitsForPoliciesThatAreAwayForAMoment() throws IOException {
        encrypt("", "");
        for (SimulatedSystem system : List.of(client, server)) {
            PolicyCatalogue<EncryptionPolicy> ciphers = system.protection.encryption();
            EncryptionPolicy old = ciphers.find("aes-256-gcm").orElseThrow().policy();
            loop.await(ciphers.withdraw(old));
            CompletableFuture<Flow> waiting = client.request(NAME, QosSpec.RAW);
            loop.runFor(Duration.ofSeconds(1));
            assertFalse(waiting.isDone());
            offer(ciphers, "encryption", "aes-256-gcm", new Aes256GcmPolicy());
            exchange(loop.await(waiting));
        }
    }

    @Test
    void anAllocationThatLacksAPolicyFailsInTheEndAndNothingIsInTheClear() throws IOException {
        encrypt("", "");
        PolicyCatalogue<EncryptionPolicy> ciphers = server.protection.encryption();
        loop.await(ciphers.withdraw(ciphers.find("aes-256-gcm").orElseThrow().policy()));
        assertRefusedByServer(
                Reason.ENCRYPTION, "needs cipher 'aes-256-gcm', which is not installed; installed are aes");
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
        assertRefused(Reason.ENCRYPTION, "needs cipher 'rot13', which is not installed; installed are aes-128-ctr");
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
    void aSignedAllocationOfWhichAnythingWasChangedOnTheWayIsRefused() throws IOException, GeneralSecurityException {
        encrypt("kex=X25519\nauthenticate=required\n", "kex=X25519\nauthenticate=required\n");
        trust(clientFiles);
        trust(serverFiles);
        credentials(serverFiles, "server", between.issue(NAME, KeyKind.EC, Validity.days(now, 10)));
        credentials(clientFiles, "client", between.issue("somebody", KeyKind.EC, Validity.days(now, 10)));
        SplittableRandom chance = new SplittableRandom(11);
        long before = counter(client, "allocated");
        for (int i = 0; i < SPOILT_ALLOCATIONS; i++) {
            boolean request = chance.nextBoolean();
            wires.requestTap = request ? oap -> spoilt(oap, chance) : oap -> oap;
            wires.responseTap = request ? oap -> oap : oap -> spoilt(oap, chance);
            FlowRefused refused = assertThrows(FlowRefused.class, () -> client.allocate(NAME), "allocation " + i);
            assertTrue(
                    refused.reason() == Reason.AUTHENTICATION || refused.reason() == Reason.ENCRYPTION,
                    refused.toString());
        }
        settle();
        assertEquals(before, counter(client, "allocated"));
        assertEquals(
                SPOILT_ALLOCATIONS,
                counter(client, "refused: authentication") + counter(client, "refused: encryption"));
        wires.requestTap = oap -> oap;
        wires.responseTap = oap -> oap;
        exchange(client.allocate(NAME));
    }

    /** {@return a message that was cut off, or of which some bits are others} */
    private static byte[] spoilt(byte[] message, SplittableRandom random) {
        if (random.nextInt(4) == 0) {
            return Arrays.copyOf(message, random.nextInt(message.length));
        }
        byte[] mutated = message.clone();
        for (int i = random.nextInt(1, 4); i > 0 || Arrays.equals(message, mutated); i--) {
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return mutated;
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

    /** The client refuses: it says why, and logs and counts that. */
    private void assertRefused(Reason reason, String message) {
        String refusedBefore = "refused: " + words(reason);
        long before = counter(client, refusedBefore);
        List<String> lines = refused(reason, message);
        assertTrue(lines.stream().anyMatch(line -> line.contains(message)), lines.toString());
        assertEquals(before + 1, counter(client, refusedBefore));
    }

    /** The client is told the reason, the log of the server the rest. */
    private void assertRefusedByServer(Reason reason, String message) {
        String counted = "refused to a peer: " + words(reason);
        long before = counter(server, counted);
        List<String> lines = refused(reason, "");
        assertTrue(lines.stream().anyMatch(line -> line.contains("far") && line.contains(message)), lines.toString());
        assertEquals(before + 1, counter(server, counted));
    }

    /** Is refused a flow, on which nothing was carried, in the clear or otherwise; {@return what was logged} */
    private List<String> refused(Reason reason, String message) {
        loop.runFor(Duration.ofSeconds(1)); // a reason a second is logged
        carried.clear();
        try (LogCapture log = new LogCapture(RefusalLog.class)) {
            FlowRefused refused = assertThrows(FlowRefused.class, () -> client.allocate(NAME));
            assertEquals(reason, refused.reason(), refused.toString());
            assertTrue(refused.toString().contains(message), refused.toString());
            settle();
            assertEquals(List.of(), carried);
            return log.lines();
        }
    }

    private static String words(Reason reason) {
        return reason.label();
    }

    private void exchange(Flow flow) {
        settle();
        exchange(flow, running.server().latest());
    }

    private void exchange(Flow one, Flow another) {
        SimulatedSystem.send(one, TEXT);
        settle();
        assertEquals(TEXT, SimulatedSystem.receive(another));
        SimulatedSystem.send(another, TEXT);
        settle();
        assertEquals(TEXT, SimulatedSystem.receive(one));
    }

    private void settle() {
        systems.settle();
    }

    private static FlowInfo info(SimulatedSystem system) {
        return system.irm.flows().getLast();
    }

    private void encrypt(String clientSettings, String serverSettings) throws IOException {
        systems.encrypt(clientSettings, serverSettings);
    }

    private void trust(Path files) throws IOException {
        write(files.resolve("cacert"), "root.pem", root.files().certificate());
        write(files.resolve("untrusted"), "between.pem", between.files().certificate());
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
