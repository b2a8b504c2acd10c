// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ouroboros.irm.LayerWord.Act;
import org.ouroboros.irm.LayerWord.Order;
import org.ouroboros.irm.LayerWord.Report;
import org.ouroboros.irm.LayerWord.Standing;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/** Tells members how a swap was decided, again and again until each has done so or time is up. Confined to the loop. */
final class LayerTelling {
    private static final long AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Long enough for a system to start again, or a link to be mended. */
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(10);

    private final IpcpLoop loop;
    private final LayerChannel channel;
    private final Order decision;
    private final Set<Long> left;
    private final Map<Long, String> unlike = new LinkedHashMap<>();
    private final long endNs;
    private final LoopTimer again;
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

    /**
     * Begins.
     *
     * @param decision what was decided
     * @param members whom to tell
     */
    LayerTelling(IpcpLoop loop, LayerChannel channel, Order decision, Collection<Long> members) {
        this.loop = loop;
        this.channel = channel;
        this.decision = decision;
        this.left = new LinkedHashSet<>(members);
        this.endNs = loop.nowNs() + LIMIT_NS;
        this.again = loop.timer(this::tell);
        tell();
    }

    /** {@return completes when nobody has to be told any more} */
    CompletableFuture<@Nullable Void> over() {
        return over.copy();
    }

    /** {@return those who have not done it yet, as far as is known} */
    List<Long> left() {
        return List.copyOf(left);
    }

    /** {@return those who cannot do it, with their reasons} */
    Map<Long, String> unlike() {
        return Map.copyOf(unlike);
    }

    /** Takes note of how far a member is. */
    void heard(long from, Report report) {
        boolean accept = decision.act() == Act.ACCEPT;
        boolean done = report.standing().ended() || (!accept && report.standing() == Standing.UNKNOWN);
        if (!done || !left.remove(from)) {
            return;
        }
        if (accept ? report.standing() != Standing.ACCEPTED : report.standing().isAccepted()) {
            unlike.put(from, report.why());
        }
        if (left.isEmpty()) {
            close();
        }
    }

    void close() {
        again.cancel();
        over.complete(null);
    }

    private void tell() {
        if (left.isEmpty() || loop.nowNs() - endNs >= 0) {
            close();
        } else {
            left.forEach(member -> channel.tell(member, decision));
            again.arm(AGAIN_NS);
        }
    }
}
