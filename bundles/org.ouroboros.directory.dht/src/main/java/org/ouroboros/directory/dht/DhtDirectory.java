// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryPolicy.Directory;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** One member's part of the directory. Confined to the loop. */
final class DhtDirectory implements Directory {
    /** Names that are looked up at a time. */
    static final int MOST_QUERIES = 256;

    /** Longest time that a query waits for a route, in nanoseconds. */
    private static final long HOLD_NS = 500_000_000L;

    private static final Duration SHORTEST_REVIEW = Duration.ofSeconds(1);
    private static final Duration LONGEST_REVIEW = Duration.ofSeconds(90);

    private final DirectoryHost host;
    private final IpcpLoop loop;
    private final DirectoryParameters parameters;
    private final Contact self;
    private final DhtFormat format;
    private final Counters counters = new Counters();
    private final ContactTable table;
    private final KeptEntries kept = new KeptEntries();
    private final RecentResults recent = new RecentResults();
    private final Outbox outbox;
    private final Requests requests;
    private final Publisher publisher;
    private final Joining joining;
    private final Map<Key, CompletableFuture<List<Long>>> queries = new LinkedHashMap<>();
    private final Set<Key> held = new LinkedHashSet<>(); // queries that wait for a route
    private final LoopTimer hold;
    private final LoopTimer review;
    private final long reviewNs;
    private final byte[] inbox = new byte[PacketPool.SLOT_BYTES];

    DhtDirectory(DirectoryHost host, DirectoryState start) {
        this.host = host;
        this.loop = host.loop();
        this.parameters = host.parameters();
        int length = keyLength(host.hash());
        Key id = start.id()
                .map(Key::of)
                .filter(before -> before.length() == length)
                .orElseGet(() -> new Key(random(length)));
        this.self = new Contact(id, host.address(), true);
        this.format = new DhtFormat(length);
        this.table = new ContactTable(id, parameters.replicas(), host::reaches);
        this.outbox = new Outbox(host, format, self, counters);
        this.requests = new Requests(loop, outbox, counters, this::unanswered);
        this.publisher = new Publisher(loop, parameters, self, table, kept, outbox, this::findMembers);
        this.joining =
                new Joining(loop, this::greetNeighbours, id, () -> !start(id, 1).isEmpty(), this::refresh);
        this.hold = loop.timer(this::goOn);
        this.review = loop.timer(this::review);
        this.reviewNs = reviewTime(parameters).toNanos();
        resume(start);
    }

    /** Starts to speak, after the task at hand. */
    void begin() {
        joining.begin();
        review.arm(reviewNs);
    }

    @Override
    public void register(NameHash name) {
        publisher.register(Key.of(name));
    }

    @Override
    public void unregister(NameHash name) {
        Key key = Key.of(name);
        publisher.unregister(key);
        recent.forget(key);
    }

    @Override
    public CompletableFuture<List<Long>> query(NameHash name) {
        counters.add(Count.QUERIES);
        Key key = Key.of(name);
        List<Long> known = reachable(keptAddresses(key));
        if (!known.isEmpty()) {
            counters.add(Count.KNOWN);
            return CompletableFuture.completedFuture(known);
        }
        List<Long> found = reachable(recent.get(key, loop.nowNs()));
        if (!found.isEmpty()) {
            counters.add(Count.CACHED);
            return CompletableFuture.completedFuture(found);
        }
        CompletableFuture<List<Long>> underWay = queries.get(key);
        return underWay == null ? lookUp(key) : underWay.copy();
    }

    @Override
    public void receive(Packet message) {
        int length = message.get(ByteBuffer.wrap(inbox));
        message.release();
        switch (format.read(inbox, length)) {
            case DhtFormat.Reading.Refused(Count reason) -> counters.add(reason);
            case DhtFormat.Reading.Read(DhtMessage read) -> receive(read);
        }
    }

    @Override
    public void routesChanged() {
        joining.hurry();
        publisher.changed();
        if (!held.isEmpty() && !isCutOff()) {
            goOn();
        }
        if (!table.hasUsable()) {
            joining.ensure();
        }
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> byName = new LinkedHashMap<>();
        byName.put("contacts", (long) table.size());
        byName.put("names registered", (long) publisher.own().size());
        byName.put("names kept for others", (long) kept.size());
        byName.putAll(counters.byName());
        return byName;
    }

    @Override
    public DirectoryState state() {
        return new DirectoryState(
                Optional.of(self.id().hash()),
                publisher.own().stream().map(Key::hash).toList(),
                kept.keys().stream().flatMap(this::entries).toList(),
                table.contacts().stream()
                        .map(contact -> new DirectoryState.Contact(contact.id().hash(), contact.address()))
                        .toList());
    }

    @Override
    public void close() {
        review.cancel();
        hold.cancel();
        joining.close();
        publisher.close();
        requests.close();
        List<CompletableFuture<List<Long>>> ended = List.copyOf(queries.values());
        queries.clear();
        ended.forEach(query -> query.complete(List.of()));
    }

    private void resume(DirectoryState start) {
        long nowNs = loop.nowNs();
        start.contacts().stream()
                .map(contact -> new Contact(Key.of(contact.id()), contact.address(), false))
                .filter(contact -> fits(contact.id()) && contact.address() != self.address())
                .forEach(contact -> table.heard(contact, nowNs));
        for (DirectoryState.Entry entry : start.entries()) {
            Key key = Key.of(entry.name());
            if (fits(key) && entry.address() != self.address()) {
                keep(key, entry.address(), entry.expiresS());
            }
        }
        start.own().stream().map(Key::of).filter(this::fits).forEach(publisher::register);
    }

    private boolean fits(Key key) {
        return key.length() == self.id().length();
    }

    private void receive(DhtMessage message) {
        Contact from = message.from();
        if (from.address() == self.address() || from.id().equals(self.id())) {
            counters.add(Count.OWN);
            return;
        }
        if (message instanceof DhtMessage.Answer answer && !requests.awaits(answer)) {
            counters.add(Count.UNASKED_ANSWER);
            return;
        }
        if (table.heard(from, loop.nowNs())) {
            publisher.came(from.address());
        }
        switch (message) {
            case DhtMessage.Store store -> store(store);
            case DhtMessage.Find find -> answer(find);
            case DhtMessage.Answer answer -> take(answer);
        }
    }

    private void store(DhtMessage.Store store) {
        if (store.address() == self.address()) {
            return; // what is registered here is known better here
        }
        switch (keep(store.key(), store.address(), store.expiresS())) {
            case NEW -> {
                counters.add(Count.STORED);
                if (!store.from().thorough()) {
                    counters.add(Count.PASSED_ON);
                    publisher.place(store.key());
                }
            }
            case KNOWN -> counters.add(Count.STORED_AGAIN);
            case EXPIRED -> counters.add(Count.EXPIRED);
            case FULL -> counters.add(Count.FULL);
        }
    }

    /** Keeps an entry no longer than the layer lets one live, whatever the sender's clock says. */
    private KeptEntries.Outcome keep(Key key, long address, long expiresS) {
        long latestS = nowS() + parameters.expiry().toSeconds();
        KeptEntries.Value value = new KeptEntries.Value(address, Math.min(expiresS, latestS));
        return kept.put(key, value, nowS(), publisher.keptDueNs());
    }

    private void answer(DhtMessage.Find find) {
        Contact from = find.from();
        if (find.key().equals(from.id())) {
            publisher.came(from.address()); // it joins, maybe after it has forgotten what was stored at it
        }
        List<Contact> contacts = table.closest(find.key(), parameters.replicas() + 1).stream()
                .filter(contact -> contact.address() != from.address())
                .limit(parameters.replicas())
                .toList();
        outbox.answer(find, contacts, find.forValue() ? values(find.key()) : List.of());
    }

    /** {@return what to answer for a key: what others stored, those with a route first, then this member} */
    private List<Long> values(Key key) {
        Set<Long> values = new LinkedHashSet<>();
        List<Long> stored = keptAddresses(key);
        stored.stream().filter(host::reaches).forEach(values::add);
        values.addAll(stored);
        boolean own = publisher.isOwn(key);
        Stream<Long> others = values.stream().limit(KeptEntries.MOST_VALUES - (own ? 1 : 0));
        return Stream.concat(others, own ? Stream.of(self.address()) : Stream.empty())
                .toList();
    }

    private void take(DhtMessage.Answer answer) {
        for (Contact named : answer.contacts()) {
            if (named.address() != self.address() && table.mentioned(named, loop.nowNs())) {
                publisher.came(named.address());
            }
        }
        requests.answered(answer);
    }

    private CompletableFuture<List<Long>> lookUp(Key key) {
        if (queries.size() == MOST_QUERIES) {
            counters.add(Count.REFUSED);
            return CompletableFuture.completedFuture(found(key, Set.of()));
        }
        CompletableFuture<List<Long>> result = new CompletableFuture<>();
        queries.put(key, result);
        if (isCutOff()) {
            held.add(key);
            if (!hold.armed()) {
                hold.arm(HOLD_NS);
            }
        } else {
            lookUp(key, result);
        }
        return result.copy();
    }

    /** {@return whether there are other members, but no route to any of them, as for a moment after a first neighbour was connected to} */
    private boolean isCutOff() {
        return others().findAny().isPresent() && start(self.id(), 1).isEmpty();
    }

    /** Takes up the queries that waited. */
    private void goOn() {
        hold.cancel();
        List<Key> waited = List.copyOf(held);
        held.clear();
        for (Key key : waited) {
            CompletableFuture<List<Long>> result = queries.get(key);
            if (result != null) {
                lookUp(key, result);
            }
        }
    }

    private void lookUp(Key key, CompletableFuture<List<Long>> result) {
        boolean widely = !publisher.isOwn(key);
        lookUp(goal(key, true, widely, true), found -> {
            queries.remove(key, result);
            List<Long> addresses = found(key, found.addresses());
            if (!reachable(addresses).isEmpty()) {
                recent.put(key, addresses, loop.nowNs());
            }
            counters.add(addresses.isEmpty() ? Count.NOT_FOUND : Count.FOUND);
            result.complete(addresses);
        });
    }

    /** {@return what a look-up came to: addresses with a route; without any, all there are; if there are none, the own one} */
    private List<Long> found(Key key, Set<Long> answered) {
        Set<Long> addresses = new LinkedHashSet<>(answered);
        addresses.addAll(keptAddresses(key));
        addresses.remove(self.address());
        List<Long> reachable = reachable(addresses);
        if (!reachable.isEmpty()) {
            return reachable;
        }
        return addresses.isEmpty() && publisher.isOwn(key) ? List.of(self.address()) : List.copyOf(addresses);
    }

    private void findMembers(Key key, Consumer<Lookup.Found> end) {
        lookUp(goal(key, false, false, true), end);
    }

    /** Looks members up for one who tries again when nobody answers soon. */
    private void greetNeighbours(Key key, Consumer<Lookup.Found> end) {
        lookUp(goal(key, false, false, false), end);
    }

    private void lookUp(Lookup.Goal goal, Consumer<Lookup.Found> end) {
        counters.add(Count.LOOKUPS);
        table.used(goal.key(), loop.nowNs());
        List<Contact> start = start(goal.key(), goal.widely() ? Lookup.MOST_ASKED : goal.k());
        new Lookup(goal, start, new Surroundings(), found -> {
                    counters.add(Count.HOPS, found.hops());
                    counters.add(Count.ASKED, found.asked());
                    end.accept(found);
                })
                .step();
    }

    private Lookup.Goal goal(Key key, boolean forValue, boolean widely, boolean patient) {
        return new Lookup.Goal(key, forValue, widely, patient, parameters.replicas(), parameters.alpha());
    }

    /**
     * {@return whom to ask first for a key} Without a usable contact these are members of which only the address is known, in the place of the
     * key: they are asked first, and take their own place when they answer.
     */
    private List<Contact> start(Key key, int most) {
        List<Contact> closest = table.closest(key, most);
        if (!closest.isEmpty()) {
            return closest;
        }
        return LongStream.concat(others(), strangers().stream().mapToLong(Long::longValue))
                .filter(host::reaches)
                .distinct()
                .limit(parameters.replicas())
                .mapToObj(address -> new Contact(key, address, false))
                .toList();
    }

    /** {@return addresses of members that were heard of, with or without a route} */
    private LongStream others() {
        return LongStream.concat(LongStream.of(parameters.peer()), table.away().mapToLong(Contact::address))
                .filter(address -> address != 0 && address != self.address());
    }

    /** {@return some members that routing knows and the table does not} */
    private List<Long> strangers() {
        List<Long> members = new ArrayList<>(host.members());
        members.removeIf(address -> table.knows(address) || address == self.address() || !host.reaches(address));
        List<Long> some = new ArrayList<>();
        while (some.size() < parameters.replicas() && !members.isEmpty()) {
            some.add(members.remove(loop.random().nextInt(members.size())));
        }
        return some;
    }

    private void review() {
        long nowNs = loop.nowNs();
        kept.dropExpired(nowS());
        int departed = table.removeUnreachable(nowNs);
        counters.add(Count.DEPARTED, departed);
        publisher.review();
        if (table.hasUsable()) {
            refreshUnused(nowNs);
            strangers().stream().findFirst().ifPresent(this::greet);
        } else {
            joining.ensure();
        }
        review.arm(reviewNs);
    }

    /** Learns of members everywhere. */
    private void refresh() {
        for (int bucket = 0; bucket < table.bucketCount(); bucket++) {
            publisher.place(someKeyIn(bucket));
        }
    }

    private void refreshUnused(long nowNs) {
        long timeNs = parameters.refresh().toNanos();
        for (int bucket = 0; bucket < table.bucketCount(); bucket++) {
            if (table.unused(bucket, timeNs, nowNs)) {
                publisher.place(someKeyIn(bucket));
            }
            table.silent(bucket, timeNs, nowNs).ifPresent(this::probe);
        }
    }

    private Key someKeyIn(int bucket) {
        int length = self.id().length();
        return self.id().sharing(Math.min(bucket, length * Byte.SIZE - 1), random(length));
    }

    private void greet(long stranger) {
        Key anywhere = new Key(random(self.id().length()));
        requests.ask(new Contact(anywhere, stranger, false), anywhere, false, Requests.Asker.NOBODY);
    }

    private void probe(Contact contact) {
        requests.ask(contact, contact.id(), false, Requests.Asker.NOBODY);
    }

    private void unanswered(Contact contact) {
        switch (table.unanswered(contact.address(), loop.nowNs())) {
            case NONE -> {}
            case DOUBTED -> probe(contact);
            case LEFT -> {
                counters.add(Count.DEPARTED);
                publisher.left(contact.address());
            }
        }
    }

    private List<Long> keptAddresses(Key key) {
        return kept.values(key, nowS()).stream().map(KeptEntries.Value::address).toList();
    }

    private List<Long> reachable(Iterable<Long> addresses) {
        List<Long> reachable = new ArrayList<>();
        for (long address : addresses) {
            if (address != self.address() && host.reaches(address)) {
                reachable.add(address);
            }
        }
        return List.copyOf(reachable);
    }

    private Stream<DirectoryState.Entry> entries(Key key) {
        return kept.values(key, nowS()).stream()
                .map(value -> new DirectoryState.Entry(key.hash(), value.address(), value.expiresS()));
    }

    private long nowS() {
        return Math.floorDiv(loop.wallClockNs(), 1_000_000_000L);
    }

    private byte[] random(int length) {
        byte[] random = new byte[length];
        loop.secureRandom(random);
        return random;
    }

    private static int keyLength(HashAlgorithm algorithm) {
        return NameHash.of("", algorithm).bytes().length;
    }

    /** {@return how often to look after what is due: ten times as often as the shortest time asks for} */
    private static Duration reviewTime(DirectoryParameters parameters) {
        Duration time = Stream.of(parameters.expiry(), parameters.refresh(), parameters.replication())
                .min(Duration::compareTo)
                .orElseThrow()
                .dividedBy(10);
        Duration longEnough = time.compareTo(SHORTEST_REVIEW) < 0 ? SHORTEST_REVIEW : time;
        return longEnough.compareTo(LONGEST_REVIEW) > 0 ? LONGEST_REVIEW : longEnough;
    }

    /** What look-ups see of this member. */
    private final class Surroundings implements Lookup.Surroundings {
        @Override
        public long nowNs() {
            return loop.nowNs();
        }

        @Override
        public boolean promising(Contact named) {
            return named.address() != self.address() && table.promising(named.address(), loop.nowNs());
        }

        @Override
        public boolean reaches(long address) {
            return address != self.address() && host.reaches(address);
        }

        @Override
        public boolean ask(Contact to, Key key, boolean forValue, Requests.Asker asker) {
            return requests.ask(to, key, forValue, asker);
        }
    }
}
