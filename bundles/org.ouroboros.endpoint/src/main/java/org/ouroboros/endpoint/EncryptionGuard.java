// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.jspecify.annotations.Nullable;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.EncryptionState;
import org.ouroboros.policy.swap.StateRefused;

/** Encrypts a flow: keys and their epochs stay, whichever policy uses them, and so does the cipher that both ends agreed on. */
final class EncryptionGuard implements Guard<EncryptionPolicy, FlowCipher> {
    private static final EncryptionPolicy ABSENT = new EncryptionPolicy() {
        @Override
        public CipherTraits traits() {
            throw new IllegalStateException("no cipher is there");
        }

        @Override
        public Sealer open(byte[] key) {
            throw new IllegalStateException("no cipher is there");
        }
    };

    private final KeyEpochs keys;
    private final IpcpLoop loop;
    private volatile @Nullable CipherTraits agreed; // of what was opened first

    EncryptionGuard(KeyEpochs keys, IpcpLoop loop) {
        this.keys = keys;
        this.loop = loop;
    }

    @Override
    public EncryptionPolicy absent() {
        return ABSENT;
    }

    @Override
    public Opened<FlowCipher> open(EncryptionPolicy policy) {
        CipherTraits offered = policy.traits();
        CipherTraits cipher = agreed;
        if (cipher == null) {
            agreed = offered;
        } else if (cipher.number() != offered.number()) {
            throw new StateRefused("it is cipher " + offered.number() + " on the wire, and both ends agreed on cipher "
                    + cipher.number());
        }
        FlowCipher opened = new FlowCipher(policy, keys, loop);
        return new Opened<>(opened, opened.headerBytes(), opened.trailerBytes());
    }

    @Override
    public Examination<EncryptionPolicy> examination(@Nullable FlowCipher inUse, @Nullable Legacy<FlowCipher> left) {
        CipherTraits cipher = agreed;
        if (cipher == null) {
            return next -> {};
        }
        EncryptionState state = keys.state(cipher);
        return next -> StateRefused.check(next, state);
    }

    @Override
    public String summary(@Nullable FlowCipher inUse) {
        CipherTraits cipher = agreed;
        return cipher == null ? "nothing" : keys.state(cipher).summary();
    }
}
