// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.ec;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Diffie-Hellman on the curve that NIST calls P-521. */
@Component
@Policy(kind = KeyExchangePolicy.KIND, name = "secp521r1")
public final class Secp521r1Policy implements KeyExchangePolicy {
    private static final int STRENGTH = 8;

    @Override
    public int strength() {
        return STRENGTH;
    }

    @Override
    public boolean recognises(KeyShare offer) {
        return Curve.SECP521R1.isShare(offer);
    }

    @Override
    public Initiation initiate(SecureRandom random) throws GeneralSecurityException {
        return EphemeralKey.draw(Curve.SECP521R1, random);
    }

    @Override
    public Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException {
        try (EphemeralKey own = EphemeralKey.draw(Curve.SECP521R1, random)) {
            return new Answer(own.offer(), own.complete(offer));
        }
    }
}
