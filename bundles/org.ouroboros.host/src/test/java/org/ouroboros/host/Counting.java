// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

/** A policy that numbers packets; the next number is the state that is handed over. */
final class Counting {
    /** How it behaves when it is asked to prepare. */
    enum Manner {
        PROMPT,
        SLOW,
        /** It is not ready before the deadline, but some time later. */
        LATE,
        THROWS,
        /** It refuses the exact state at the commit. */
        REFUSES_STATE,
        /** What it opened takes over once, and not again. */
        TAKES_OVER_ONCE;

        boolean works() {
            return this == PROMPT || this == SLOW;
        }
    }

    static final String KIND = "counting";
    static final long DEADLINE_NS = 10_000_000;

    private final Manner manner;
    private final Faults faults;

    /** Set when its withdrawal is complete. */
    private boolean gone;

    private int opened;
    private int closed;

    Counting(Manner manner, Faults faults) {
        this.manner = manner;
        this.faults = faults;
    }

    Candidate<Counting> as(String name, String version) {
        return new Candidate<>(this, KIND, name, "com.example." + name, version);
    }

    Manner manner() {
        return manner;
    }

    int opened() {
        return opened;
    }

    /** {@return number of counters that are open} */
    int open() {
        return opened - closed;
    }

    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    Counter open(int start) {
        checkPresent();
        switch (manner) {
            case PROMPT, REFUSES_STATE, TAKES_OVER_ONCE -> {}
            case SLOW -> InterleavedLoop.pause(DEADLINE_NS / 2);
            case LATE -> InterleavedLoop.pause(DEADLINE_NS * 2);
            case THROWS -> throw new IllegalStateException("cannot count");
        }
        checkPresent();
        opened++;
        return new Counter(start);
    }

    private void checkPresent() {
        faults.check(!gone, "called after its withdrawal");
    }

    /** Numbers the packets of one host. */
    final class Counter {
        private int next;
        private boolean over;
        private boolean tookOver;

        Counter(int start) {
            next = start;
        }

        int count() {
            check();
            return next++;
        }

        int state() {
            check();
            return next;
        }

        void resume(int exact) {
            check();
            if (manner == Manner.REFUSES_STATE || (manner == Manner.TAKES_OVER_ONCE && tookOver)) {
                throw new IllegalStateException("cannot go on from " + exact);
            }
            next = exact;
            tookOver = true;
        }

        void close() {
            check();
            over = true;
            closed++;
        }

        private void check() {
            checkPresent();
            faults.check(!over, "used after it was closed");
        }
    }
}
