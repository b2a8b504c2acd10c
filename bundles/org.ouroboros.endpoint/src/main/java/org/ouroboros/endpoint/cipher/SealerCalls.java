// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * The only places that call what a cipher opened. The options of the JVM keep them, and with them the cipher, out of the compiled path of packets:
 * what was compiled of that stays when another cipher takes over. What is compiled here is compiled anew by a {@linkplain CipherRehearsal
 * rehearsal}.
 */
final class SealerCalls {
    private SealerCalls() {}

    static void seal(Sealer sealer, Packet packet) {
        sealer.seal(packet);
    }

    static boolean open(Sealer sealer, Packet packet) {
        return sealer.open(packet);
    }
}
