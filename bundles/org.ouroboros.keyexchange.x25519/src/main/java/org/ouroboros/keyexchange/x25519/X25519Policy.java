// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.x25519;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Diffie-Hellman on Curve25519 (RFC 7748). */
@Component
@Policy(kind = KeyExchangePolicy.KIND, name = "X25519")
public final class X25519Policy implements KeyExchangePolicy {
    private static final int STRENGTH = 3;

    @Override
    public int strength() {
        return STRENGTH;
    }

    @Override
    public boolean recognises(KeyShare offer) {
        return EphemeralKey.isShare(offer);
    }

    @Override
    public Initiation initiate(SecureRandom random) throws GeneralSecurityException {
        return EphemeralKey.draw(random);
    }

    @Override
    public Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException {
        try (EphemeralKey own = EphemeralKey.draw(random)) {
            return new Answer(own.offer(), own.complete(offer));
        }
    }
}
