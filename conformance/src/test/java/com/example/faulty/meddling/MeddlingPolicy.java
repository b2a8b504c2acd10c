// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.meddling;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** It wipes what the client sent, which belongs to the endpoint. */
@Component
@Policy(kind = KeyExchangePolicy.KIND, name = "meddling")
public final class MeddlingPolicy implements KeyExchangePolicy {
    private final KeyExchangePolicy sound = new X25519Policy();

    @Override
    public int strength() {
        return sound.strength();
    }

    @Override
    public boolean recognises(KeyShare offer) {
        return sound.recognises(offer);
    }

    @Override
    public Initiation initiate(SecureRandom random) throws GeneralSecurityException {
        return sound.initiate(random);
    }

    @Override
    public Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException {
        Answer answer = sound.answer(offer, random);
        Arrays.fill(offer.bytes(), (byte) 0);
        return answer;
    }
}
