// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.oap.NameSecurity.Credentials;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Identity;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Peer;

/** Signs messages of this side, and checks those of the peer (end-to-end specification, sections 4.3 and 4.6). Off the loop. */
final class Authentication {
    private Authentication() {}

    /** {@return what this side proves itself with, owned by the caller} */
    static Optional<Identity> identity(Installed installed, NameSecurity security) {
        return security.credentials().map(credentials -> read(installed, credentials));
    }

    /** Reads the files, which are wiped: what was read of the key is the identity's. */
    private static Identity read(Installed installed, Credentials credentials) {
        try {
            return installed.authentication().identity(credentials.certificate(), credentials.key());
        } catch (GeneralSecurityException unusable) {
            throw new Refusal(Reason.AUTHENTICATION, "cannot be signed", unusable);
        } finally {
            Arrays.fill(credentials.key(), (byte) 0);
        }
    }

    /** {@return the message with its signature} */
    static OapMessage signed(OapMessage message, Identity identity, SecureRandom random) {
        try {
            return message.signed(
                    identity.sign(message.encode(), message.digestOfSignature().jdkName(), random));
        } catch (GeneralSecurityException unable) {
            throw new Refusal(Reason.AUTHENTICATION, "cannot be signed", unable);
        }
    }

    /**
     * Finds out who sent a message.
     *
     * @param message the message
     * @param bytes the same as it came
     * @return the name in its certificate; empty if it carries none
     * @throws Refusal if it carries one that is not to be believed, or none where one is required
     */
    static Optional<String> peer(
            Installed installed, NameSecurity security, OapMessage message, byte[] bytes, Instant now) {
        if (message.certificate().length == 0) {
            if (security.peerMustAuthenticate()) {
                throw new Refusal(
                        Reason.AUTHENTICATION, "carries no certificate, and the settings of the name require one");
            }
            return Optional.empty();
        }
        try {
            Peer peer = security.trust().verifier(installed.authentication()).verify(message.certificate(), now);
            peer.requireSigned(
                    Arrays.copyOf(bytes, bytes.length - message.signature().length),
                    message.signature(),
                    message.digestOfSignature().jdkName());
            return Optional.of(peer.name());
        } catch (GeneralSecurityException unbelievable) {
            throw new Refusal(Reason.AUTHENTICATION, "is not authentic", unbelievable);
        }
    }
}
