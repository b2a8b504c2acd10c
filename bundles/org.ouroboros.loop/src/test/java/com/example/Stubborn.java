// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.concurrent.CountDownLatch;

/** Somebody's code, which does not return before it is allowed to. */
public final class Stubborn {
    private final CountDownLatch mayReturn = new CountDownLatch(1);

    /** Waits. */
    public void block() {
        boolean waiting = true;
        while (waiting) {
            try {
                mayReturn.await();
                waiting = false;
            } catch (InterruptedException ignored) {
                waiting = true; // nothing interrupts it
            }
        }
    }

    /** Computes. */
    public void spin() {
        while (mayReturn.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    /** Lets it return. */
    public void goOn() {
        mayReturn.countDown();
    }
}
