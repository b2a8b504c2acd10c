// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.util.Optional;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * What one side wants of the flows of a name, and what it has for that. Read anew for each allocation.
 *
 * @param encryption how flows are encrypted; empty for not at all at a client, and for as the client wants at a server
 * @param credentials what this side proves itself with
 * @param peerMustAuthenticate whether a peer without a certificate is refused
 * @param staticKey the server's private key, or what the client has of its public one, for a client that encapsulates
 * @param trust whom this side believes
 */
public record NameSecurity(
        Optional<EncryptionSettings> encryption,
        Optional<Credentials> credentials,
        boolean peerMustAuthenticate,
        Optional<KeyShare> staticKey,
        Trust trust) {
    /** Wants nothing, has nothing, believes nobody. */
    public static final NameSecurity NONE =
            new NameSecurity(Optional.empty(), Optional.empty(), false, Optional.empty(), Trust.NOBODY);

    /**
     * Two files.
     *
     * @param certificate content of the certificate file
     * @param key content of the private key file; wiped when it has been read
     */
    @SuppressWarnings("ArrayRecordComponent") // secrets, never compared or printed
    public record Credentials(byte[] certificate, byte[] key) {
        @Override
        public String toString() {
            return "credentials";
        }
    }

    /** {@return whether a client with this asks for a plain flow, and believes any server} */
    boolean isNone() {
        return encryption.isEmpty() && credentials.isEmpty() && !peerMustAuthenticate;
    }

    /** {@return number of the digest that messages of this side name} */
    int digestNid() {
        return encryption.flatMap(EncryptionSettings::digest).map(Digest::nid).orElse(0);
    }
}
