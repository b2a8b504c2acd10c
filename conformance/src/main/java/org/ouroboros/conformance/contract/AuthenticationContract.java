// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Verifier;
import org.ouroboros.policy.authentication.TrustFiles;
import org.ouroboros.policy.authentication.TrustFiles.TrustFile;

/**
 * Authentication: what makes no sense is refused as such, and who trusts nobody believes nobody. Certificates that make sense are of a form that
 * only the policy knows.
 */
final class AuthenticationContract {
    private static final int[] NOISE_LENGTHS = {0, 1, 64, 1_000};
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    static final PolicyKind<AuthenticationPolicy> KIND = new PolicyKind<>(
            AuthenticationPolicy.KIND,
            AuthenticationPolicy.class,
            Place.FILES,
            List.of(
                    Check.contract("hostile files", AuthenticationContract::files),
                    Check.contract("hostile certificates", AuthenticationContract::certificates),
                    Check.contract("threads", policy -> Alone.together(_ -> certificates(policy)))));

    private AuthenticationContract() {}

    /** What must not be believed. */
    @FunctionalInterface
    private interface Claim {
        Object make() throws GeneralSecurityException;
    }

    private static void refused(String what, Claim claim) {
        Object believed;
        try {
            believed = claim.make();
        } catch (GeneralSecurityException refused) {
            Broken.unless(refused.getMessage() != null, "refuses " + what + " without a reason");
            return;
        }
        throw new Broken("believes " + what + ": " + believed);
    }

    private static void files(AuthenticationPolicy policy) {
        for (int length : NOISE_LENGTHS) {
            byte[] noise = Packets.random(length, length);
            refused("noise of " + length + " bytes as certificate and key", () -> policy.identity(noise, noise));
        }
        TrustFile broken = new TrustFile("broken.pem", Packets.random(100, 1));
        refused(
                "a file of authorities that is noise",
                () -> policy.trust(new TrustFiles(List.of(broken), List.of(), List.of())));
    }

    private static void certificates(AuthenticationPolicy policy) throws GeneralSecurityException {
        Verifier verifier = Broken.unlessNull(policy.trust(TrustFiles.NONE), "trust()");
        for (int length : NOISE_LENGTHS) {
            byte[] noise = Packets.random(length, length);
            refused("noise of " + length + " bytes as a certificate", () -> verifier.verify(noise, NOW));
        }
    }
}
