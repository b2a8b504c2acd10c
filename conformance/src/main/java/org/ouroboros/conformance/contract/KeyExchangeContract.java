// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy.Answer;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy.Initiation;
import org.ouroboros.policy.keyexchange.KeyShare;

/** Key exchange: both ends come to the same secret, each time to another one, and what makes no sense is refused as such. */
final class KeyExchangeContract {
    private static final int LONGEST_SHARE = 16_383;
    private static final int[] NOISE_LENGTHS = {0, 1, 31, 32, 33, 65, 91, 1_200};

    static final PolicyKind<KeyExchangePolicy> KIND = new PolicyKind<>(
            KeyExchangePolicy.KIND,
            KeyExchangePolicy.class,
            Place.KEY_EXCHANGE,
            List.of(
                    Check.contract("strength", KeyExchangeContract::strength),
                    Check.contract("agreement", KeyExchangeContract::agreement),
                    Check.contract("fresh keys", KeyExchangeContract::freshKeys),
                    Check.contract("shares", KeyExchangeContract::sharesStay),
                    Check.contract("hostile shares", KeyExchangeContract::hostile),
                    Check.contract("threads", policy -> Alone.together(_ -> agreement(policy)))));

    private KeyExchangeContract() {}

    private static void strength(KeyExchangePolicy policy) {
        int strength = policy.strength();
        Broken.unless(strength >= 1, "has strength " + strength + "; the weakest is 1");
        Broken.unless(strength == policy.strength(), "strength() answers now this, now that");
        Broken.unlessNull(policy.encapsulation(), "encapsulation()");
    }

    private static void agreement(KeyExchangePolicy policy) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        try (Initiation client = Broken.unlessNull(policy.initiate(random), "initiate()")) {
            KeyShare offer = offer(client);
            Broken.unless(policy.recognises(offer), "does not recognise what it offers: " + offer);
            Answer server = Broken.unlessNull(policy.answer(offer, random), "answer()");
            requireShort(server.share());
            try (Agreement here = client.complete(server.share());
                    Agreement there = server.agreement()) {
                Broken.unless(
                        Arrays.equals(here.secret(), there.secret())
                                && Arrays.equals(here.salt(), there.salt())
                                && here.label().equals(there.label()),
                        "brings its two ends to different secrets");
            }
        }
    }

    private static KeyShare offer(Initiation client) {
        KeyShare offer = Broken.unlessNull(client.offer(), "offer()");
        requireShort(offer);
        return offer;
    }

    private static void requireShort(KeyShare share) {
        Broken.unless(
                share.bytes().length <= LONGEST_SHARE,
                "sends a share of " + share + "; the wire takes " + LONGEST_SHARE);
    }

    private static void freshKeys(KeyExchangePolicy policy) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        Initiation one = policy.initiate(random);
        try (Initiation other = policy.initiate(random)) {
            Broken.unless(!Arrays.equals(offer(one).bytes(), offer(other).bytes()), "offers one key twice");
        }
        one.close();
        one.close(); // which is idempotent
    }

    /** What goes over the wire is kept by others too. */
    private static void sharesStay(KeyExchangePolicy policy) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        try (Initiation client = policy.initiate(random)) {
            KeyShare offer = offer(client);
            byte[] before = offer.bytes().clone();
            policy.recognises(offer);
            Answer server = policy.answer(offer, random);
            Broken.unless(Arrays.equals(before, offer.bytes()), "changes the share that it answers");
            byte[] answer = server.share().bytes().clone();
            client.complete(server.share()).close();
            Broken.unless(Arrays.equals(answer, server.share().bytes()), "changes the share that it completes with");
            server.agreement().close();
        }
    }

    private static void hostile(KeyExchangePolicy policy) throws GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        for (int length : NOISE_LENGTHS) {
            KeyShare noise = new KeyShare(Packets.random(length, length), length % 2 == 0);
            if (policy.recognises(noise)) {
                refusedOrNot(() -> policy.answer(noise, random).agreement());
            }
            try (Initiation client = policy.initiate(random)) {
                refusedOrNot(() -> client.complete(noise));
            }
        }
    }

    /** What comes of a share of a peer. */
    @FunctionalInterface
    private interface Exchange {
        Agreement run() throws GeneralSecurityException;
    }

    /** A share without sense is refused in one way; others may make sense by chance. Anything else that is thrown ends the check. */
    private static void refusedOrNot(Exchange exchange) {
        try {
            exchange.run().close();
        } catch (GeneralSecurityException refused) {
            Broken.unless(refused.getMessage() != null, "refuses a share without a reason");
        }
    }
}
