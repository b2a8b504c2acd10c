// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Has members of the C prototype compute their routes. These do so only when they hear of a link that they did not know: neither when a
 * neighbour that was away has another flow, as all links are as they were, nor when a link has aged. So they are told of a link that
 * nobody has heard of, from here to an address that nobody has. No route uses it, since its far end does not confirm it; nobody refreshes
 * it, so it ages. Confined to the loop.
 */
final class Prompts implements AutoCloseable {
    /** Time from an event to the first prompt: the prototype has taken note of the event by then. */
    static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Prompts for an event, after waits that double: the first one may get lost. */
    static final int MOST = 3;

    private static final long ADDRESSES = 1L << 32;

    private final IpcpLoop loop;
    private final LongConsumer tell;
    private final LoopTimer timer;
    private long waitNs;
    private int left;

    /**
     * Prepares, and says nothing yet.
     *
     * @param loop the loop of the IPCP
     * @param tell tells neighbours of the prototype of a link to an address
     */
    Prompts(IpcpLoop loop, LongConsumer tell) {
        this.loop = loop;
        this.tell = tell;
        this.timer = loop.timer(this::prompt);
    }

    /** Prompts some time after now. */
    void after(long delayNs) {
        left = MOST;
        waitNs = FIRST_NS;
        timer.arm(delayNs + FIRST_NS);
    }

    @Override
    public void close() {
        timer.cancel();
    }

    private void prompt() {
        tell.accept(loop.random().nextLong(1, ADDRESSES));
        left--;
        waitNs *= 2;
        if (left > 0) {
            timer.arm(waitNs);
        }
    }
}
