// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.directory.DirectoryParameters;

/**
 * Keeps names stored where they belong: those registered here, and those that others stored here.
 *
 * <p>To <em>place</em> a key is to look up the members closest to it and to store it at them. That happens to a name when it is registered,
 * and again, like to what others stored, whenever the time of replication has passed; whoever gets an entry again takes it
 * that somebody else did so, and waits anew. At most {@link #MOST_UNDER_WAY} keys are being placed, the others wait.
 *
 * <p>When members come or leave, a <em>sweep</em> stores each own name at the contacts that are now among the closest and do not have it,
 * and what others stored at those who came, if this member was the closest. Sweeps are {@link #SWEEP_NS} apart and go a slice at a
 * time.
 */
final class Publisher implements AutoCloseable {
    /** Keys that are being placed at a time. */
    static final int MOST_UNDER_WAY = 8;

    /** Keys that wait to be placed. What finds no room is due again at the next review. */
    static final int MOST_WAITING = 2 * KeptEntries.MOST_KEYS;

    /** Time from a change among the members to the sweep, in nanoseconds. */
    static final long SWEEP_NS = 1_000_000_000L;

    /** Time between the slices of a sweep, in nanoseconds. */
    private static final long SLICE_NS = 10_000_000L;

    /** Keys of a slice. */
    private static final int SLICE = 128;

    /** Members of which it is remembered that they have a name of ours, and that they came or left since the last sweep. */
    private static final int MOST_MEMBERS = 256;

    /** Looks members up. */
    interface Finder {
        void find(Key key, Consumer<Lookup.Found> end);
    }

    private final IpcpLoop loop;
    private final DirectoryParameters parameters;
    private final Contact self;
    private final ContactTable table;
    private final KeptEntries kept;
    private final Outbox outbox;
    private final Finder finder;
    private final Map<Key, Own> own = new LinkedHashMap<>();
    private final Set<Key> waiting = new LinkedHashSet<>();
    private final Set<Key> underWay = new HashSet<>();
    private final Set<Long> came = new LinkedHashSet<>();
    private final Set<Long> left = new LinkedHashSet<>();
    private final Queue<Key> sweeping = new ArrayDeque<>();
    private Set<Long> sweptCame = Set.of();
    private Set<Long> sweptLeft = Set.of();
    private boolean changed;
    private final LoopTimer sweep;

    Publisher(
            IpcpLoop loop,
            DirectoryParameters parameters,
            Contact self,
            ContactTable table,
            KeptEntries kept,
            Outbox outbox,
            Finder finder) {
        this.loop = loop;
        this.parameters = parameters;
        this.self = self;
        this.table = table;
        this.kept = kept;
        this.outbox = outbox;
        this.finder = finder;
        this.sweep = loop.timer(this::sweep);
    }

    void register(Key key) {
        if (own.putIfAbsent(key, new Own(ownDueNs())) == null) {
            place(key);
        }
    }

    void unregister(Key key) {
        own.remove(key);
    }

    boolean isOwn(Key key) {
        return own.containsKey(key);
    }

    Collection<Key> own() {
        return own.keySet();
    }

    /** Places a key soon, or refreshes what is known of the members close to it. */
    void place(Key key) {
        if (waiting.size() < MOST_WAITING && !underWay.contains(key)) {
            waiting.add(key);
            placeWaiting();
        }
    }

    /** Takes note of a member that has become usable, or that begins anew. */
    void came(long address) {
        note(came, address);
    }

    /** Takes note of a member that has gone, with all that was stored at it. */
    void left(long address) {
        came.remove(address);
        note(left, address);
    }

    /** Has the next sweep find other members closest, since routes changed. */
    void changed() {
        changed = true;
        if (!sweep.armed()) {
            sweep.arm(SWEEP_NS);
        }
    }

    /** {@return when an entry that has come now is to be sent on, if it does not come again} */
    long keptDueNs() {
        // somewhat later than whoever registered it, and not all at once
        long timeNs = parameters.replication().toNanos();
        return loop.nowNs() + timeNs + loop.random().nextLong(1 + timeNs / 4);
    }

    /** Places what is due. */
    void review() {
        long nowNs = loop.nowNs();
        own.entrySet().stream()
                .filter(entry -> entry.getValue().dueNs - nowNs <= 0)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::place);
        kept.due(nowNs).toList().forEach(this::place);
    }

    @Override
    public void close() {
        sweep.cancel();
        waiting.clear();
        sweeping.clear();
    }

    private void placeWaiting() {
        while (underWay.size() < MOST_UNDER_WAY && !waiting.isEmpty()) {
            Iterator<Key> first = waiting.iterator();
            Key key = first.next();
            first.remove();
            underWay.add(key);
            finder.find(key, found -> place(key, found));
        }
    }

    private void place(Key key, Lookup.Found found) {
        List<Long> members = found.closest().stream().map(Contact::address).toList();
        Own name = own.get(key);
        if (name != null) {
            name.dueNs = members.isEmpty() ? loop.nowNs() : ownDueNs(); // nobody has it: again at the next review
            members.forEach(member -> storeOwn(key, name, member));
        }
        if (kept.contains(key)) {
            kept.sent(key, isAmongClosest(key, found) ? keptDueNs() : keptUntilNs());
            members.forEach(member -> storeKept(key, member));
        }
        underWay.remove(key);
        placeWaiting();
    }

    /** {@return whether this member is to see to a key, rather than only those who were found} */
    private boolean isAmongClosest(Key key, Lookup.Found found) {
        List<Contact> closest = found.closest();
        return closest.size() < parameters.replicas()
                || key.compareDistances(self.id(), closest.getLast().id()) < 0;
    }

    /** {@return when an entry is to be sent on that others see to: once it has expired} */
    private long keptUntilNs() {
        return loop.nowNs() + parameters.expiry().toNanos();
    }

    private void sweep() {
        if (sweeping.isEmpty() && changed) {
            changed = false;
            sweeping.addAll(own.keySet());
            kept.keys().stream().filter(key -> !own.containsKey(key)).forEach(sweeping::add);
            sweptCame = Set.copyOf(came);
            sweptLeft = Set.copyOf(left);
            came.clear();
            left.clear();
        }
        for (int i = 0; i < SLICE && !sweeping.isEmpty(); i++) {
            sweep(sweeping.remove());
        }
        if (!sweeping.isEmpty()) {
            sweep.arm(SLICE_NS);
        } else if (changed) {
            sweep.arm(SWEEP_NS);
        }
    }

    private void sweep(Key key) {
        List<Contact> closest = table.closest(key, parameters.replicas());
        Own name = own.get(key);
        if (name != null) {
            name.members.removeAll(sweptLeft);
            name.members.removeAll(sweptCame);
            closest.stream()
                    .map(Contact::address)
                    .filter(address -> !name.members.contains(address))
                    .toList()
                    .forEach(address -> storeOwn(key, name, address));
        }
        if (kept.contains(key) && wasClosest(key, closest)) {
            closest.stream()
                    .map(Contact::address)
                    .filter(sweptCame::contains)
                    .toList()
                    .forEach(address -> storeKept(key, address));
        }
    }

    /** {@return whether none of those who were there before is closer than this member} */
    private boolean wasClosest(Key key, List<Contact> closest) {
        return closest.stream()
                .filter(contact -> !sweptCame.contains(contact.address()))
                .findFirst()
                .map(contact -> key.compareDistances(self.id(), contact.id()) < 0)
                .orElse(true);
    }

    private void storeOwn(Key key, Own name, long member) {
        outbox.store(member, key, self.address(), nowS() + parameters.expiry().toSeconds());
        note(name.members, member, MOST_MEMBERS);
    }

    private void storeKept(Key key, long member) {
        for (KeptEntries.Value value : kept.values(key, nowS())) {
            if (value.address() != member) {
                outbox.store(member, key, value.address(), value.expiresS());
            }
        }
    }

    private void note(Set<Long> members, long address) {
        note(members, address, MOST_MEMBERS);
        changed();
    }

    private static void note(Set<Long> members, long address, int most) {
        members.remove(address);
        members.add(address);
        if (members.size() > most) {
            members.remove(members.iterator().next());
        }
    }

    /** {@return when an own name is to be placed again: when the time of replication has passed, and well before it expires} */
    private long ownDueNs() {
        long timeNs =
                Math.min(parameters.replication().toNanos(), parameters.expiry().toNanos() / 2);
        return loop.nowNs() + timeNs - loop.random().nextLong(1 + timeNs / 10);
    }

    private long nowS() {
        return Math.floorDiv(loop.wallClockNs(), 1_000_000_000L);
    }

    /** A name that is registered here. */
    private static final class Own {
        /** Where it was stored, the latest at the end. */
        private final Set<Long> members = new LinkedHashSet<>();

        private long dueNs;

        Own(long dueNs) {
            this.dueNs = dueNs;
        }
    }
}
