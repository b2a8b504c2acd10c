// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.util.Optional;

/** The ciphers, by the size of their keys. */
enum KeySize {
    BITS_128("aes-128-gcm", 128),
    BITS_192("aes-192-gcm", 192),
    BITS_256("aes-256-gcm", 256);

    private final String cipher;
    private final int bits;

    KeySize(String cipher, int bits) {
        this.cipher = cipher;
        this.bits = bits;
    }

    /** {@return the size of a cipher that a policy is called like, if it is one of these} */
    static Optional<KeySize> of(String cipher) {
        for (KeySize size : values()) {
            if (size.cipher.equals(cipher)) {
                return Optional.of(size);
            }
        }
        return Optional.empty();
    }

    int bits() {
        return bits;
    }

    int bytes() {
        return bits / Byte.SIZE;
    }
}
