// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.ouroboros.loop.IpcpLoop;

/** The unpredictable bytes of a loop, for the platform's cryptography. Any thread. */
final class LoopRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    LoopRandom(IpcpLoop loop) {
        super(new Source(loop), null);
    }

    private static final class Source extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient IpcpLoop loop;

        Source(IpcpLoop loop) {
            this.loop = loop;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {} // a loop seeds itself

        @Override
        protected void engineNextBytes(byte[] bytes) {
            loop.secureRandom(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            byte[] seed = new byte[length];
            loop.secureRandom(seed);
            return seed;
        }
    }
}
