// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/** Seals packets where they lie. */
final class IpsecMbSealer implements Sealer {
    private final Gcm gcm;

    /** Takes over a cipher. */
    IpsecMbSealer(Gcm gcm) {
        this.gcm = gcm;
    }

    @Override
    public void seal(Packet packet) {
        int messageBytes = packet.length() - Gcm.IV_BYTES;
        packet.append(Gcm.TAG_BYTES);
        gcm.seal(packet.segment(), packet.offset(), messageBytes);
    }

    @Override
    public boolean open(Packet packet) {
        if (!gcm.open(packet.segment(), packet.offset(), packet.length() - Gcm.IV_BYTES - Gcm.TAG_BYTES)) {
            return false;
        }
        packet.popHeader(Gcm.IV_BYTES);
        packet.trim(Gcm.TAG_BYTES);
        return true;
    }

    @Override
    public void close() {
        gcm.close();
    }
}
