// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.conformance.check.Broken;

/** What other threads bring about, and is looked for until it is there. */
public final class Awaited {
    private static final int LOOK_MS = 2;

    private Awaited() {}

    /**
     * Waits for a condition.
     *
     * @param limit how long
     * @param condition what is awaited
     * @return whether it came
     * @throws InterruptedException if the thread is interrupted
     */
    public static boolean within(Duration limit, BooleanSupplier condition) throws InterruptedException {
        long beginNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - beginNs > limit.toNanos()) {
                return false;
            }
            Thread.sleep(LOOK_MS);
        }
        return true;
    }

    /**
     * Waits for a condition that a policy has to bring about.
     *
     * @param limit how long
     * @param condition what is awaited
     * @param otherwise what is wrong if it does not come
     * @throws InterruptedException if the thread is interrupted
     */
    public static void require(Duration limit, BooleanSupplier condition, Supplier<String> otherwise)
            throws InterruptedException {
        if (!within(limit, condition)) {
            throw new Broken(otherwise.get() + " after " + limit.toSeconds() + " s");
        }
    }

    /** Something that a system refuses until it is ready for it. */
    @FunctionalInterface
    interface Request<T> {
        T make() throws InterruptedException;
    }

    /** Asks again and again; {@return the first answer} */
    static <T> T granted(Duration limit, Request<T> request) throws InterruptedException {
        long beginNs = System.nanoTime();
        while (true) {
            try {
                return request.make();
            } catch (FlowRefused | IrmException notYet) {
                if (System.nanoTime() - beginNs > limit.toNanos()) {
                    throw notYet;
                }
            }
            Thread.sleep(LOOK_MS);
        }
    }
}
