// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Identity;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** What a step of an allocation makes after its deadline is forgotten: keys are wiped, identities closed. */
class LateWorkTest {
    private static final OapServer.Application ECHO = CompletableFuture::completedFuture;

    private final SimulatedLoop loop = new SimulatedLoop(12);
    private final Installation installation = new Installation(loop);
    private final LateLoop late = new LateLoop(loop, 0);

    @Test
    void anAnswerThatIsLateIsForgotten() {
        OapClient client = installation.open("name", encrypted());
        assertTimesOut(() -> server(late).take("name", client.request()).answer(encrypted(), ECHO));
        assertWiped(late.late(OapServer.Answer.class).session());
    }

    @Test
    void aDraftThatIsLateIsAbandoned() {
        OapClient client = open(loop, "hello");
        assertTimesOut(() -> server(late).take("name", client.request()).answer(authentic(), ECHO));
        OapServer.Draft draft = late.late(OapServer.Draft.class);
        assertWiped(draft.session());
        assertClosed(draft.identity().orElseThrow());
    }

    @Test
    void anAnswerToAnApplicationThatIsLateIsForgotten() {
        LateLoop second = new LateLoop(loop, 1);
        OapClient client = open(loop, "hello");
        assertTimesOut(() -> server(second).take("name", client.request()).answer(encrypted(), ECHO));
        assertWiped(second.late(OapServer.Answer.class).session());
    }

    @Test
    void anAnswerIsForgottenWhoseApplicationFailsWithoutAFuture() {
        LateLoop seen = new LateLoop(loop, Integer.MAX_VALUE);
        OapClient client = open(loop, "hello");
        IllegalStateException failure = new IllegalStateException("expected");
        CompletableFuture<OapServer.Answer> answer = server(seen)
                .take("name", client.request())
                .answer(authentic(), said -> {
                    assertUnwiped(seen.made(OapServer.Draft.class).session());
                    throw failure;
                });
        loop.runUntil(answer::isDone);
        assertEquals(failure, answer.handle((_, cause) -> cause.getCause()).join());
        OapServer.Draft draft = seen.made(OapServer.Draft.class);
        assertWiped(draft.session());
        assertClosed(draft.identity().orElseThrow());
    }

    @Test
    void aRequestThatIsLateIsForgotten() {
        assertTimesOut(() -> OapClient.open(late, installation.policies, "name", encrypted(), new byte[0]));
        OapClient client = late.late(OapClient.class);
        byte[] response = installation.answer(client.request(), encrypted()).response();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> installation.finish(client, response));
        assertEquals(Reason.ENCRYPTION, refused.reason(), "the private key is gone");
    }

    @Test
    void aSessionThatIsLateIsForgotten() {
        LateLoop second = new LateLoop(loop, 1);
        OapClient client = open(second, "");
        byte[] response = installation.answer(client.request(), encrypted()).response();
        assertTimesOut(() -> client.finish(response));
        assertWiped(second.late(Session.class));
    }

    private OapServer server(LateLoop where) {
        return new OapServer(where, installation.policies);
    }

    private OapClient open(IpcpLoop where, String said) {
        return Awaited.of(
                loop, OapClient.open(where, installation.policies, "name", encrypted(), said.getBytes(US_ASCII)));
    }

    private NameSecurity encrypted() {
        return installation.security(
                Optional.of(new EncryptionSettings("X25519", "aes-256-gcm", Digest.SHA_256, Optional.empty(), false)),
                Optional.empty());
    }

    private NameSecurity authentic() {
        return installation.security(Optional.empty(), Optional.of(Pki.credentials("srv-ec")));
    }

    private void assertTimesOut(Supplier<CompletableFuture<?>> step) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> Awaited.of(loop, step.get()));
        assertEquals(Reason.TIMED_OUT, refused.reason(), refused.toString());
    }

    private void assertClosed(Identity identity) {
        assertThrows(
                InvalidKeyException.class, () -> identity.sign(new byte[1], "SHA-256", new LoopRandom(loop)), "closed");
    }

    private static void assertUnwiped(Session session) {
        assertFalse(Arrays.equals(
                new byte[EncryptionPolicy.SESSION_KEY_BYTES],
                session.cipher().orElseThrow().key()));
    }

    private static void assertWiped(Session session) {
        assertArrayEquals(
                new byte[EncryptionPolicy.SESSION_KEY_BYTES],
                session.cipher().orElseThrow().key());
    }
}
