// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The members that a directory knows, in buckets of at most <i>k</i>.
 *
 * <p>Bucket <i>i</i> holds members whose identity agrees with the own one in exactly <i>i</i> bits; the last bucket holds all that agree
 * in more. The last one is split when it is full, so a member knows many of its neighbours and few of those that are far.
 *
 * <p>A contact is <em>usable</em> if there is a route to it and it answered the last request. One that is not is neither asked nor named to
 * others; it leaves after {@link #STRIKES} requests without an answer, or {@link #GRACE_NS} without a route, and a substitute
 * steps in. For {@link #AWAY_NS} it then comes back only by a message of its own, since others may name it for longer.
 */
final class ContactTable {
    /** Requests in a row that a contact may leave unanswered. */
    static final int STRIKES = 3;

    /** How long a contact stays without a route, in nanoseconds. */
    static final long GRACE_NS = 60_000_000_000L;

    /** How long it does not count that others name a contact that left, in nanoseconds. */
    static final long AWAY_NS = 300_000_000_000L;

    /** Contacts that left and are remembered; the oldest is forgotten first. */
    private static final int MOST_AWAY = 256;

    private final Key own;
    private final int k;
    private final LongPredicate reaches;
    private final List<Bucket> buckets = new ArrayList<>();
    private final Map<Long, Known> byAddress = new HashMap<>();
    private final Map<Long, Away> away = new LinkedHashMap<>();

    /** What becomes of a contact that did not answer. */
    enum Fate {
        /** It is not in the table, or there is no route to it. */
        NONE,
        /** It is no longer usable, and is to be asked again. */
        DOUBTED,
        /** It left. */
        LEFT
    }

    /**
     * Makes a table that knows nobody.
     *
     * @param own identity of this member
     * @param k contacts in a bucket
     * @param reaches whether there is a route to an address
     */
    ContactTable(Key own, int k, LongPredicate reaches) {
        this.own = own;
        this.k = k;
        this.reaches = reaches;
        buckets.add(new Bucket());
    }

    /**
     * Takes note of a member that sent a message.
     *
     * @return whether it became usable by that, as far as it is in the table
     */
    boolean heard(Contact contact, long nowNs) {
        away.remove(contact.address());
        Known known = byAddress.get(contact.address());
        if (known != null && known.contact.id().equals(contact.id())) {
            boolean before = known.heard && known.unanswered == 0;
            known.heard(contact, nowNs);
            Bucket bucket = bucketOf(contact.id());
            bucket.contacts.remove(known);
            bucket.contacts.add(known);
            return !before;
        }
        if (known != null) {
            remove(known);
        }
        Known fresh = new Known(contact, nowNs);
        fresh.heard(contact, nowNs);
        return add(fresh);
    }

    /**
     * Takes note of a member that another one named.
     *
     * @return whether the table took it
     */
    boolean mentioned(Contact contact, long nowNs) {
        if (byAddress.containsKey(contact.address()) || !promising(contact.address(), nowNs)) {
            return false;
        }
        return add(new Known(contact, nowNs));
    }

    /**
     * Takes note of a request that was not answered.
     *
     * @return what became of the contact
     */
    Fate unanswered(long address, long nowNs) {
        Known known = byAddress.get(address);
        if (known == null || !reaches.test(address)) {
            return Fate.NONE;
        }
        known.unanswered++;
        if (known.heard && known.unanswered < STRIKES) {
            return Fate.DOUBTED;
        }
        leave(known, nowNs);
        return Fate.LEFT;
    }

    /** Has contacts leave that have had no route for too long. {@return how many} */
    int removeUnreachable(long nowNs) {
        int before = byAddress.size();
        for (Known known : List.copyOf(byAddress.values())) {
            if (reaches.test(known.contact.address())) {
                known.lost = false;
            } else if (!known.lost) {
                known.lost = true;
                known.lostNs = nowNs;
            } else if (nowNs - known.lostNs >= GRACE_NS) {
                leave(known, nowNs);
            }
        }
        return before - byAddress.size();
    }

    boolean knows(long address) {
        return byAddress.containsKey(address);
    }

    /** {@return whether one that others name is worth a request} */
    boolean promising(long address, long nowNs) {
        Known known = byAddress.get(address);
        Away left = away.get(address);
        return reaches.test(address)
                && (known == null || known.unanswered == 0)
                && (left == null || left.untilNs - nowNs <= 0);
    }

    boolean hasUsable() {
        return byAddress.values().stream().anyMatch(this::usable);
    }

    int size() {
        return byAddress.size();
    }

    /** {@return contacts that are usable or may become so, those heard of last at the end} */
    List<Contact> contacts() {
        return byAddress.values().stream()
                .sorted((a, b) -> Long.signum(a.seenNs - b.seenNs))
                .map(known -> known.contact)
                .toList();
    }

    /** {@return contacts that left lately} */
    Stream<Contact> away() {
        return away.values().stream().map(Away::contact);
    }

    /** {@return the usable contacts that are closest to a key, the closest first} */
    List<Contact> closest(Key target, int most) {
        // those in the target's own bucket are the closest; then come all the buckets behind it, then those before, one
        // by one
        int home = indexOf(target);
        List<Contact> found = new ArrayList<>();
        addUsable(found, home);
        if (found.size() < most) {
            for (int i = home + 1; i < buckets.size(); i++) {
                addUsable(found, i);
            }
        }
        for (int i = home - 1; i >= 0 && found.size() < most; i--) {
            addUsable(found, i);
        }
        found.sort((a, b) -> target.compareDistances(a.id(), b.id()));
        return found.size() > most ? List.copyOf(found.subList(0, most)) : found;
    }

    /** Takes note of a look-up of a key. */
    void used(Key target, long nowNs) {
        Bucket bucket = bucketOf(target);
        bucket.usedNs = nowNs;
        bucket.used = true;
    }

    int bucketCount() {
        return buckets.size();
    }

    /** {@return whether no key of a bucket was looked up for a time} */
    boolean unused(int bucket, long timeNs, long nowNs) {
        Bucket at = buckets.get(bucket);
        return !at.used || nowNs - at.usedNs >= timeNs;
    }

    /** {@return the contact of a bucket that has been silent longest, if that is longer than a time} */
    Optional<Contact> silent(int bucket, long timeNs, long nowNs) {
        return buckets.get(bucket).contacts.stream()
                .filter(known -> reaches.test(known.contact.address()) && nowNs - known.seenNs >= timeNs)
                .map(known -> known.contact)
                .findFirst();
    }

    private void addUsable(List<Contact> found, int bucket) {
        for (Known known : buckets.get(bucket).contacts) {
            if (usable(known)) {
                found.add(known.contact);
            }
        }
    }

    private boolean usable(Known known) {
        return known.unanswered == 0 && reaches.test(known.contact.address());
    }

    private int indexOf(Key key) {
        return Math.min(own.sharedBits(key), buckets.size() - 1);
    }

    private Bucket bucketOf(Key key) {
        return buckets.get(indexOf(key));
    }

    private boolean add(Known fresh) {
        Key id = fresh.contact.id();
        if (id.equals(own)) {
            return false;
        }
        Bucket bucket = bucketOf(id);
        Optional<Known> namesake = bucket.contacts.stream()
                .filter(known -> known.contact.id().equals(id))
                .findFirst();
        if (namesake.isPresent()) {
            if (!fresh.heard) {
                return false;
            }
            remove(namesake.get());
        }
        while (bucketOf(id).contacts.size() >= k && splitLast(bucketOf(id))) {
            // the halves may be as uneven as can be
        }
        return put(bucketOf(id), fresh);
    }

    private boolean put(Bucket bucket, Known fresh) {
        if (bucket.contacts.size() >= k) {
            Known worst = fresh.heard ? worse(bucket) : null;
            if (worst == null) {
                bucket.stepAside(fresh, k);
                return false;
            }
            bucket.contacts.remove(worst);
            byAddress.remove(worst.contact.address());
        }
        bucket.forget(fresh.contact.address());
        bucket.contacts.add(fresh.heard ? bucket.contacts.size() : 0, fresh);
        byAddress.put(fresh.contact.address(), fresh);
        return true;
    }

    /** {@return one that a member which sends messages may replace} */
    private @Nullable Known worse(Bucket bucket) {
        return bucket.contacts.stream()
                .filter(known -> !usable(known) || !known.heard)
                .findFirst()
                .orElse(null);
    }

    /** Splits a bucket if it is the last one; {@return whether it did} */
    private boolean splitLast(Bucket bucket) {
        int bits = buckets.size() - 1;
        if (bucket != buckets.getLast() || bits + 1 >= own.length() * Byte.SIZE) {
            return false;
        }
        Bucket closer = new Bucket();
        closer.used = bucket.used;
        closer.usedNs = bucket.usedNs;
        bucket.moveTo(closer, known -> own.sharedBits(known.contact.id()) > bits);
        buckets.add(closer);
        fill(closer);
        fill(bucket);
        return true;
    }

    private void leave(Known known, long nowNs) {
        remove(known);
        long address = known.contact.address();
        away.remove(address);
        away.put(address, new Away(known.contact, nowNs + AWAY_NS));
        if (away.size() > MOST_AWAY) {
            away.remove(away.keySet().iterator().next());
        }
    }

    private void remove(Known known) {
        byAddress.remove(known.contact.address());
        Bucket bucket = bucketOf(known.contact.id());
        bucket.contacts.remove(known);
        fill(bucket);
    }

    /** Has substitutes step in where there is room. */
    private void fill(Bucket bucket) {
        while (bucket.contacts.size() < k && !bucket.substitutes.isEmpty()) {
            Known substitute = bucket.substitutes.removeLast();
            if (byAddress.putIfAbsent(substitute.contact.address(), substitute) == null) {
                bucket.contacts.addFirst(substitute);
            }
        }
    }

    /** One that left. */
    private record Away(Contact contact, long untilNs) {}

    /** A contact in a bucket, or a substitute for one. */
    private static final class Known {
        private Contact contact;
        private long seenNs;
        private boolean heard;
        private int unanswered;
        private boolean lost;
        private long lostNs;

        Known(Contact contact, long nowNs) {
            this.contact = contact;
            this.seenNs = nowNs;
        }

        void heard(Contact now, long nowNs) {
            contact = now;
            seenNs = nowNs;
            heard = true;
            unanswered = 0;
        }
    }

    /** Contacts, the one heard of last at the end, and as many substitutes. */
    private static final class Bucket {
        private final List<Known> contacts = new ArrayList<>();
        private final List<Known> substitutes = new ArrayList<>();
        private boolean used;
        private long usedNs;

        /** Keeps one that finds no room; what was only mentioned goes first when that is too many. */
        void stepAside(Known fresh, int most) {
            forget(fresh.contact.address());
            substitutes.add(fresh.heard ? substitutes.size() : 0, fresh);
            if (substitutes.size() > most) {
                substitutes.removeFirst();
            }
        }

        void forget(long address) {
            substitutes.removeIf(known -> known.contact.address() == address);
        }

        void moveTo(Bucket other, Predicate<Known> which) {
            contacts.stream().filter(which).forEach(other.contacts::add);
            contacts.removeIf(which);
            substitutes.stream().filter(which).forEach(other.substitutes::add);
            substitutes.removeIf(which);
        }
    }
}
