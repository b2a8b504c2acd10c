// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.keeping;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** It goes on with the caller's key, which is wiped. And it is no cipher that anybody should use. */
@Component
@Policy(kind = EncryptionPolicy.KIND, name = "keeping")
public final class KeepingPolicy implements EncryptionPolicy {
    private static final CipherTraits TRAITS = new CipherTraits(60_001, 1, 8, 0);

    @Override
    public CipherTraits traits() {
        return TRAITS;
    }

    @Override
    public Sealer open(byte[] key) {
        return new Sealer() {
            @Override
            public void seal(Packet packet) {
                turn(packet, key);
            }

            @Override
            public boolean open(Packet packet) {
                turn(packet, key);
                packet.popHeader(TRAITS.ivBytes());
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static void turn(Packet packet, byte[] key) {
        for (int i = TRAITS.ivBytes(); i < packet.length(); i++) {
            int at = packet.offset() + i;
            byte vector = packet.segment().get(JAVA_BYTE, packet.offset() + i % TRAITS.ivBytes());
            byte before = packet.segment().get(JAVA_BYTE, at);
            packet.segment().set(JAVA_BYTE, at, (byte) (before ^ vector ^ key[i % key.length] ^ i));
        }
    }
}
