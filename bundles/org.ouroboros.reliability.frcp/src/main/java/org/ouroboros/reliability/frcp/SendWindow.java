// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

/** What may be sent, and what is under way (end-to-end specification, section 2.4). Confined to the loop. */
final class SendWindow {
    /** Packets that a sender may send before it has heard of a window. */
    static final int INITIAL = 64;

    private int lwe; // the oldest one that is not acknowledged
    private int rwe; // the first one that must not be sent
    private int seq; // the next one

    SendWindow(int first) {
        lwe = first;
        seq = first;
        rwe = first + INITIAL;
    }

    /** Goes on from where another one was. */
    void resume(int oldest, int next, int limit) {
        lwe = oldest;
        seq = next;
        rwe = limit;
    }

    int lwe() {
        return lwe;
    }

    int rwe() {
        return rwe;
    }

    int seq() {
        return seq;
    }

    /** {@return how many packets are not acknowledged} */
    int outstanding() {
        return seq - lwe;
    }

    /** {@return how many packets may still be sent} Negative if the window was opened without the peer. */
    int left() {
        return rwe - seq;
    }

    /** {@return the number of a packet that is to be sent now} */
    int next() {
        return seq++;
    }

    /** {@return whether an ackno says anything new that can be true} */
    boolean covers(int ackno) {
        return Sequence.before(lwe, ackno) && !Sequence.before(seq, ackno);
    }

    void acknowledge(int ackno) {
        lwe = ackno;
    }

    /** Takes a window of the peer; it never shrinks. */
    void extend(int window) {
        rwe = Sequence.edge(rwe, window);
    }

    /** Allows so many packets from now on, whatever the peer says. */
    void grant(int packets) {
        rwe = Sequence.later(rwe, seq + packets);
    }
}
