// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static java.lang.System.Logger.Level.WARNING;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The provider of one kind that failed last, if one did: no flow of a policy asks it again, and the log says so once. Any thread. */
final class FailedProvider {
    private static final System.Logger LOG = System.getLogger(FailedProvider.class.getName());

    private final AtomicReference<@Nullable Object> latest = new AtomicReference<>();

    /** {@return whether this is the one} */
    boolean is(Object provider) {
        return latest.get() == provider;
    }

    /** Remembers one that failed. */
    void remember(Object provider, Throwable cause) {
        if (latest.getAndSet(provider) != provider) {
            LOG.log(
                    WARNING,
                    "AES-GCM goes on without provider " + provider.getClass().getName()
                            + ": it failed, and is not asked again",
                    cause);
        }
    }
}
