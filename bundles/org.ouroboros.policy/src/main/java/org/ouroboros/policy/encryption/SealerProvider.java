// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * Makes sealers that are faster than those of a policy, and do the same. A thread-safe service, which need not be there: a policy that can
 * use it seals by itself without it, and goes from the one to the other between two packets.
 *
 * <p>Sealers outlive it: when the service goes, those of flows that are silent are closed with the next packet, or with the flow.
 */
@ConsumerType
public interface SealerProvider {
    /**
     * Makes a sealer. Any thread; never blocks. One that is still to load what it needs has no sealers until then.
     *
     * @param cipher name of the policy, such as {@code aes-256-gcm}
     * @param key {@link EncryptionPolicy#SESSION_KEY_BYTES} bytes; the caller wipes them in its own time
     * @return the sealer, owned by the caller; empty if there is none, or none yet
     */
    Optional<Sealer> sealer(String cipher, byte[] key);
}
