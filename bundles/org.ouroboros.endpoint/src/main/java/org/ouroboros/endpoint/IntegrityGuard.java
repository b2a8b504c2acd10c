// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy.Checker;

/** Has the packets of a flow checked, each by itself. */
final class IntegrityGuard implements Guard<IntegrityPolicy, Checker> {
    private static final IntegrityPolicy ABSENT = () -> {
        throw new IllegalStateException("no check is there");
    };

    @Override
    public IntegrityPolicy absent() {
        return ABSENT;
    }

    @Override
    public Opened<Checker> open(IntegrityPolicy policy) {
        Checker checker = policy.open();
        return new Opened<>(checker, 0, checker.trailerBytes());
    }
}
