// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What look-ups found lately. Others are not told: what they remembered in their turn would never grow old. */
final class RecentResults {
    /** How long a result is remembered, in nanoseconds. */
    static final long KEPT_NS = 60_000_000_000L;

    /** Results that are remembered; the oldest is forgotten first. */
    static final int MOST = 1_024;

    private final Map<Key, Result> byKey = new LinkedHashMap<>();

    void put(Key key, List<Long> addresses, long nowNs) {
        byKey.remove(key);
        byKey.put(key, new Result(addresses, nowNs));
        if (byKey.size() > MOST) {
            byKey.remove(byKey.keySet().iterator().next());
        }
    }

    /** {@return the addresses that were found, if that was lately} */
    List<Long> get(Key key, long nowNs) {
        Result result = byKey.get(key);
        if (result == null) {
            return List.of();
        }
        if (nowNs - result.foundNs >= KEPT_NS) {
            byKey.remove(key);
            return List.of();
        }
        return result.addresses;
    }

    void forget(Key key) {
        byKey.remove(key);
    }

    private record Result(List<Long> addresses, long foundNs) {}
}
