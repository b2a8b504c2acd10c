// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Verifier;
import org.ouroboros.policy.authentication.TrustFiles;

/** What a system believes in. The files are understood once, for as long as they and the policy stay the same. Any thread. */
public final class Trust {
    /** Believes nobody. */
    public static final Trust NOBODY = new Trust(TrustFiles.NONE);

    private record Understood(AuthenticationPolicy policy, Verifier verifier) {}

    private final TrustFiles files;
    private volatile @Nullable Understood latest;

    /**
     * Believes what files say.
     *
     * @param files the files
     */
    public Trust(TrustFiles files) {
        this.files = files;
    }

    /** {@return who checks certificates} May take its time. */
    @SuppressWarnings("ReferenceEquality") // a successor may call itself equal
    Verifier verifier(AuthenticationPolicy policy) throws GeneralSecurityException {
        Understood known = latest;
        if (known == null || known.policy() != policy) {
            known = new Understood(policy, policy.trust(files));
            latest = known;
        }
        return known.verifier();
    }
}
