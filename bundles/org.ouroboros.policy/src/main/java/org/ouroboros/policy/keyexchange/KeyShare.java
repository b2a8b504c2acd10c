// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.keyexchange;

/**
 * A public key or a ciphertext as it is on the wire, or a key as it is in a file.
 *
 * @param bytes at most 16,383 on the wire; never changed
 * @param raw whether the encoding is one of its own rather than DER: hybrids have no DER
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared as a whole
public record KeyShare(byte[] bytes, boolean raw) {
    @Override
    public String toString() {
        return (raw ? "raw, " : "DER, ") + bytes.length + " bytes"; // it may be a private key
    }
}
