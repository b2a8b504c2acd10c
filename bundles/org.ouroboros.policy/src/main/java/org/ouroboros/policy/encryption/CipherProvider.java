// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import java.util.Optional;
import javax.crypto.Cipher;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes ciphers that are faster than those of the Java platform, and do the same. A thread-safe service, which need not be there: a
 * policy that can use it takes the platform's ciphers without it, and goes from the ones to the others between two packets.
 */
@ConsumerType
public interface CipherProvider {
    /**
     * Makes a cipher. Any thread; never blocks. One that is still to load what it needs has no ciphers until then.
     *
     * @param transformation what the platform calls it, such as {@code AES/GCM/NoPadding}
     * @return the cipher, owned by the caller; empty if there is none, or none yet
     */
    Optional<Cipher> cipher(String transformation);
}
