// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Secrets that one end encapsulates: the server to a key of the client, or the client to one of the server that it has. */
class EncapsulationTest {
    private final SimulatedLoop loop = new SimulatedLoop(9);
    private final Installation installation = new Installation(loop);
    private final KeyPair pair = MlKem.pair(new LoopRandom(loop));

    EncapsulationTest() throws GeneralSecurityException {
        installation.install("ML-KEM-768", new MlKem());
        loop.run();
    }

    @Test
    void theServerEncapsulatesToAKeyOfTheClient() {
        NameSecurity security = security(false, Digest.SHA_256, Optional.empty());
        OapClient client = installation.open("name", security);
        OapMessage asked = OapMessage.decode(client.request(), 0).orElseThrow();
        assertFalse(asked.clientEncapsulates());
        assertEquals(1_206, asked.keyExchange().length);
        OapServer.Answer answer = installation.answer(client.request(), security);
        assertSameKey(answer.session(), installation.finish(client, answer.response()));
    }

    @Test
    void theClientEncapsulatesToAKeyOfTheServer() {
        OapClient client = installation.open("name", security(true, Digest.SHA_384, Optional.of(publicKey())));
        OapMessage asked = OapMessage.decode(client.request(), 0).orElseThrow();
        assertTrue(asked.clientEncapsulates());
        assertEquals(1_088, asked.keyExchange().length);
        OapServer.Answer answer =
                installation.answer(client.request(), security(true, Digest.SHA_256, Optional.of(bothKeys())));
        OapMessage answered = OapMessage.decode(answer.response(), 32).orElseThrow();
        assertEquals(0, answered.keyExchange().length);
        Session session = installation.finish(client, answer.response());
        assertEquals("ML-KEM-768, sha384", session.label());
        assertSameKey(answer.session(), session);
    }

    @Test
    void whatIsMissingIsSaid() {
        NameSecurity without = security(true, Digest.SHA_256, Optional.empty());
        assertRefused("to the key of the server, which is not there", () -> installation.open("name", without));
        NameSecurity with = security(true, Digest.SHA_256, Optional.of(publicKey()));
        assertRefused(
                "encapsulated to a key that this system does not have",
                () -> installation.answer(installation.open("name", with).request(), without));
        assertRefused(
                "derives keys with sha256, which is weaker than sha512",
                () -> installation.answer(
                        installation.open("name", with).request(),
                        security(true, Digest.SHA_512, Optional.of(bothKeys()))));
        assertRefused(
                "no settings that say how",
                () -> installation.answer(installation.open("name", with).request(), NameSecurity.NONE));
        NameSecurity curve = installation.security(
                Optional.of(new EncryptionSettings("X25519", "aes-256-gcm", Digest.SHA_256, Optional.empty(), true)),
                Optional.empty());
        assertRefused("X25519, which cannot do so", () -> installation.open("name", curve));
    }

    private static void assertSameKey(Session one, Session other) {
        assertArrayEquals(
                one.cipher().orElseThrow().key(), other.cipher().orElseThrow().key());
        assertEquals(one.label(), other.label());
    }

    private NameSecurity security(boolean clientEncapsulates, Digest kdf, Optional<KeyShare> staticKey) {
        return new NameSecurity(
                Optional.of(new EncryptionSettings(
                        "ML-KEM-768", "aes-256-gcm", kdf, Optional.of(Digest.SHA_256), clientEncapsulates)),
                Optional.empty(),
                false,
                staticKey,
                Trust.NOBODY);
    }

    private KeyShare publicKey() {
        return new KeyShare(pair.getPublic().getEncoded(), false);
    }

    private KeyShare bothKeys() {
        byte[] first = pair.getPrivate().getEncoded();
        byte[] second = pair.getPublic().getEncoded();
        return new KeyShare(
                ByteBuffer.allocate(first.length + second.length)
                        .put(first)
                        .put(second)
                        .array(),
                false);
    }

    private static void assertRefused(String message, Executable step) {
        FlowRefused refused = assertThrows(FlowRefused.class, step);
        assertEquals(Reason.ENCRYPTION, refused.reason(), refused.toString());
        assertTrue(refused.toString().contains(message), refused.toString());
    }
}
