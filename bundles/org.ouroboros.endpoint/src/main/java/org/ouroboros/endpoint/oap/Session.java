// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.util.Arrays;
import java.util.Optional;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;

/**
 * What two ends agreed on while their flow was allocated.
 *
 * @param id identity of the allocation
 * @param cipher what encrypts the flow, and the key; empty for a plain flow
 * @param keyExchange how the key was agreed on, such as {@code X25519, sha256}; empty for a plain flow
 * @param peer name in the certificate of the peer; empty for one that showed none
 * @param version version of the peer, if that is a member of ours; 0 for one of the prototype
 * @param data what the application of the peer said
 */
@SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
public record Session(
        AllocationId id, Optional<Cipher> cipher, String keyExchange, Optional<String> peer, int version, byte[] data) {
    /** {@return whether the peer is a member of ours, rather than one of the prototype} */
    public boolean ours() {
        return version > 0;
    }

    /** {@return whether the peer can renegotiate the flow} */
    public boolean renegotiates() {
        return version >= MemberBlock.RENEGOTIATING;
    }

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
