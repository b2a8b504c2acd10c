// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Tells fresh requests from old ones and from those that were seen before (end-to-end specification, section 4.7). It remembers a
 * bounded number; beyond that the oldest are forgotten, and whatever is as old as those counts as old. Confined to the loop.
 */
final class RecentRequests {
    static final Duration LONGEST_AGE = Duration.ofSeconds(20);
    static final Duration FARTHEST_AHEAD = Duration.ofMillis(100);

    private record Seen(long timestampNs, long high, long low) {}

    private final int limit;
    private final TreeSet<Seen> seen = new TreeSet<>(Comparator.comparingLong(Seen::timestampNs)
            .thenComparingLong(Seen::high)
            .thenComparingLong(Seen::low));
    private long forgottenNs = Long.MIN_VALUE; // timestamp of the latest one that was forgotten for want of room

    /**
     * Remembers nothing yet.
     *
     * @param limit requests that are remembered at most
     */
    RecentRequests(int limit) {
        this.limit = limit;
    }

    /**
     * Takes note of a request.
     *
     * @param request the request
     * @param nowNs the wall clock
     * @return what is wrong with it; empty if it is fresh and new
     */
    Optional<String> complaintAbout(OapMessage request, long nowNs) {
        long aheadNs =
                request.timestampNs() - nowNs; // of a timestamp without sense it overflows, and is far from both bounds
        if (aheadNs > FARTHEST_AHEAD.toNanos()) {
            return Optional.of("it was made in the future; the clocks of systems must agree to "
                    + FARTHEST_AHEAD.toMillis() + " ms");
        }
        if (aheadNs < -LONGEST_AGE.toNanos()) {
            return Optional.of(
                    "it was made more than " + LONGEST_AGE.toSeconds() + " s ago; the clocks of systems must agree");
        }
        if (request.timestampNs() <= forgottenNs) {
            return Optional.of("more than " + limit + " came since it was made");
        }
        forgetBefore(nowNs - LONGEST_AGE.toNanos());
        ByteBuffer id = ByteBuffer.wrap(request.id());
        if (!seen.add(new Seen(request.timestampNs(), id.getLong(), id.getLong()))) {
            return Optional.of("it came before");
        }
        if (seen.size() > limit) {
            forgottenNs = seen.removeFirst().timestampNs();
        }
        return Optional.empty();
    }

    private void forgetBefore(long oldestNs) {
        while (!seen.isEmpty() && seen.first().timestampNs() < oldestNs) {
            seen.removeFirst();
        }
    }
}
