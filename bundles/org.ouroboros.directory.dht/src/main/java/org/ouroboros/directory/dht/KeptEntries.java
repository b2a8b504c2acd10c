// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a member keeps for others: for each key the addresses at which it is registered, and until when. */
final class KeptEntries {
    /** Keys that are kept at most. */
    static final int MOST_KEYS = 16_384;

    /** Addresses of a key; of more the one that expires first goes. */
    static final int MOST_VALUES = 8;

    /** What became of an entry. */
    enum Outcome {
        NEW,
        KNOWN,
        EXPIRED,
        FULL
    }

    /**
     * One address of a key.
     *
     * @param address the address
     * @param expiresS until when it is kept, in seconds since the Unix epoch
     */
    record Value(long address, long expiresS) {}

    private final Map<Key, Values> byKey = new LinkedHashMap<>();

    /**
     * Keeps an entry, or keeps it for longer.
     *
     * @param nowS seconds since the Unix epoch
     * @param dueNs when to send it on
     */
    Outcome put(Key key, Value value, long nowS, long dueNs) {
        if (value.expiresS < nowS) {
            return Outcome.EXPIRED;
        }
        Values values = byKey.get(key);
        if (values == null) {
            if (byKey.size() == MOST_KEYS) {
                return Outcome.FULL;
            }
            values = new Values();
            byKey.put(key, values);
        }
        values.dueNs = dueNs;
        return values.put(value);
    }

    /** {@return the addresses of a key that have not expired, with their times, the one that expires last first} */
    List<Value> values(Key key, long nowS) {
        Values values = byKey.get(key);
        return values == null
                ? List.of()
                : values.list.stream().filter(value -> value.expiresS >= nowS).toList();
    }

    boolean contains(Key key) {
        return byKey.containsKey(key);
    }

    Set<Key> keys() {
        return byKey.keySet();
    }

    int size() {
        return byKey.size();
    }

    void dropExpired(long nowS) {
        byKey.values().removeIf(values -> {
            values.list.removeIf(value -> value.expiresS < nowS);
            return values.list.isEmpty();
        });
    }

    /** {@return keys that are to be sent on} */
    Stream<Key> due(long nowNs) {
        return byKey.entrySet().stream()
                .filter(entry -> entry.getValue().dueNs - nowNs <= 0)
                .map(Map.Entry::getKey);
    }

    /** Takes note that a key was sent on. */
    void sent(Key key, long dueNs) {
        Values values = byKey.get(key);
        if (values != null) {
            values.dueNs = dueNs;
        }
    }

    /** The addresses of one key, the one that expires last first. */
    private static final class Values {
        private final List<Value> list = new ArrayList<>();
        private long dueNs;

        Outcome put(Value fresh) {
            boolean known = false;
            for (Value value : list) {
                if (value.address == fresh.address) {
                    if (value.expiresS >= fresh.expiresS) {
                        return Outcome.KNOWN;
                    }
                    known = true;
                }
            }
            list.removeIf(value -> value.address == fresh.address);
            list.add(fresh);
            list.sort(Comparator.comparingLong(Value::expiresS).reversed());
            if (list.size() > MOST_VALUES && list.removeLast() == fresh) {
                return Outcome.FULL;
            }
            return known ? Outcome.KNOWN : Outcome.NEW;
        }
    }
}
