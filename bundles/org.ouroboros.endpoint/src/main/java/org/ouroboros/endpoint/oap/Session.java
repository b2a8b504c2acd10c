// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.util.Arrays;
import java.util.Optional;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;

/**
 * What two ends agreed on while their flow was allocated.
 *
 * @param cipher what encrypts the flow, and the key; empty for a plain flow
 * @param keyExchange how the key was agreed on, such as {@code X25519, sha256}; empty for a plain flow
 * @param peer name in the certificate of the peer; empty for one that showed none
 * @param ours whether the peer is a member of ours, rather than one of the prototype
 * @param data what the application of the peer said
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
public record Session(Optional<Cipher> cipher, String keyExchange, Optional<String> peer, boolean ours, byte[] data) {
    /** Wipes the key of a flow that comes to nothing. */
    public void forget() {
        cipher.ifPresent(agreed -> Arrays.fill(agreed.key(), (byte) 0));
    }

    /** {@return who is at the other end, and how the key was agreed on, for people; empty for a plain, anonymous flow} */
    public String label() {
        String who = peer.map(name -> "peer " + name).orElse("");
        return keyExchange.isEmpty() || who.isEmpty() ? keyExchange + who : keyExchange + ", " + who;
    }
}
