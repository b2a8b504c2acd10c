// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * A member that does what section 10 of the network specification says of the prototype, oddities included: it stores at <i>alpha</i>
 * contacts, names contacts in the order of the table instead of that of distance, asks nobody of whom it has just learned, replicates one key only,
 * forgets nobody, and joins by the same request sent twice.
 */
final class CMember {
    private static final int ALPHA = 3;
    private static final int K = 8;
    private static final long EXPIRY_S = 86_400;
    private static final long REPLICATION_S = 900;
    private static final Duration CYCLE = Duration.ofSeconds(450);
    private static final long PATIENCE_NS = 2_000_000_000L;

    private final MessageNetwork network;
    private final Contact self;
    private final DhtFormat format;
    private final Map<Long, Contact> contacts = new LinkedHashMap<>(); // heard of last at the end
    private final Map<Key, Map<Long, Stored>> stored = new HashMap<>();
    private final Set<Key> own = new HashSet<>();
    private final Map<Long, Asking> asking = new HashMap<>(); // by cookie
    private long joinCookie;

    private record Stored(long expiresS, long sentS) {}

    private static final class Asking {
        private final Key key;
        private final Set<Long> asked = new HashSet<>();
        private final CompletableFuture<List<Long>> result = new CompletableFuture<>();

        Asking(Key key) {
            this.key = key;
        }
    }

    CMember(MessageNetwork network) {
        this.network = network;
        byte[] id = new byte[NameHash.of("", network.hash).bytes().length];
        network.random.nextBytes(id);
        this.self = new Contact(new Key(id), network.newAddress(), false);
        this.format = new DhtFormat(id.length);
        network.attach(self.address(), this::receive);
        network.loop.at(CYCLE.toNanos(), this::cycle);
    }

    long address() {
        return self.address();
    }

    void join(long peer) {
        joinCookie = network.random.nextLong();
        for (int i = 0; i < 2; i++) {
            send(peer, new DhtMessage.Find(self, joinCookie, self.id(), false));
        }
    }

    void register(String name) {
        Key key = Key.of(NameHash.of(name, network.hash));
        own.add(key);
        select(key, ALPHA).forEach(contact -> store(contact, key, self.address(), nowS() + EXPIRY_S));
    }

    /** {@return completes with the addresses of the first answer that has some; with none after two seconds} */
    CompletableFuture<List<Long>> query(String name) {
        Key key = Key.of(NameHash.of(name, network.hash));
        List<Long> known = values(key);
        if (!known.isEmpty()) {
            return CompletableFuture.completedFuture(known);
        }
        Asking look = new Asking(key);
        ask(look);
        network.loop.at(PATIENCE_NS, () -> look.result.complete(List.of()));
        return look.result;
    }

    private void ask(Asking look) {
        select(look.key, K).stream()
                .filter(contact -> look.asked.add(contact.address()))
                .limit(ALPHA)
                .toList()
                .forEach(contact -> {
                    long cookie = network.random.nextLong(1, Long.MAX_VALUE);
                    asking.put(cookie, look);
                    send(contact.address(), new DhtMessage.Find(self, cookie, look.key, true));
                });
    }

    private void receive(Packet packet) {
        byte[] bytes = new byte[PacketPool.SLOT_BYTES];
        int length = packet.get(ByteBuffer.wrap(bytes));
        packet.release();
        if (!(format.read(bytes, length) instanceof DhtFormat.Reading.Read(DhtMessage message))) {
            return;
        }
        if (message instanceof DhtMessage.Answer answer && !awaits(answer)) {
            return;
        }
        learn(message.from());
        switch (message) {
            case DhtMessage.Store store ->
                stored.computeIfAbsent(store.key(), key -> new HashMap<>())
                        .merge(
                                store.address(),
                                new Stored(store.expiresS(), nowS()),
                                (before, now) -> before.expiresS >= now.expiresS ? before : now);
            case DhtMessage.Find find ->
                send(
                        find.from().address(),
                        new DhtMessage.Answer(
                                self,
                                find.cookie(),
                                find.key(),
                                select(find.key(), K),
                                find.forValue(),
                                find.forValue() ? values(find.key()) : List.of()));
            case DhtMessage.Answer answer -> take(answer);
        }
    }

    private boolean awaits(DhtMessage.Answer answer) {
        Asking look = asking.get(answer.cookie());
        return answer.cookie() == joinCookie || (look != null && look.key.equals(answer.key()) && answer.forValue());
    }

    private void take(DhtMessage.Answer answer) {
        boolean news = false;
        for (Contact named : answer.contacts()) {
            news |= !contacts.containsKey(named.address());
            learn(named);
        }
        Asking look = asking.remove(answer.cookie());
        if (look != null && !answer.addresses().isEmpty()) {
            look.result.complete(answer.addresses());
        } else if (look != null && !news && !look.result.isDone()) {
            ask(look);
        }
    }

    private void learn(Contact contact) {
        if (contact.address() != self.address()) {
            contacts.remove(contact.address());
            contacts.put(contact.address(), new Contact(contact.id(), contact.address(), false));
        }
    }

    /** {@return contacts for a key: with at most k the one list there is, with more the first buckets in order of their number} */
    private List<Contact> select(Key key, int most) {
        if (contacts.size() <= K) {
            return contacts.values().stream().limit(most).toList();
        }
        Map<Integer, List<Contact>> buckets = new TreeMap<>();
        contacts.values()
                .forEach(contact -> buckets.computeIfAbsent(contact.id().bytes()[0] & 0xFF, at -> new ArrayList<>())
                        .add(contact));
        List<Contact> home = buckets.getOrDefault(key.bytes()[0] & 0xFF, List.of());
        return home.size() >= K
                ? home.subList(0, most)
                : buckets.values().stream().flatMap(List::stream).limit(most).toList();
    }

    private List<Long> values(Key key) {
        Set<Long> values = new LinkedHashSet<>();
        stored.getOrDefault(key, Map.of()).forEach((address, value) -> {
            if (value.expiresS >= nowS()) {
                values.add(address);
            }
        });
        if (own.contains(key)) {
            values.add(self.address());
        }
        return List.copyOf(values);
    }

    /** Replicates the key that is farthest from the own identity, and nothing else. */
    private void cycle() {
        Optional<Key> farthest = stored.keySet().stream().max(self.id()::compareDistances);
        farthest.ifPresent(key -> stored.getOrDefault(key, Map.of()).replaceAll((address, value) -> {
            if (nowS() - value.sentS <= REPLICATION_S) {
                return value;
            }
            select(key, ALPHA).forEach(contact -> store(contact, key, address, value.expiresS));
            return new Stored(value.expiresS, nowS());
        }));
        network.loop.at(CYCLE.toNanos(), this::cycle);
    }

    private void store(Contact contact, Key key, long address, long expiresS) {
        send(contact.address(), new DhtMessage.Store(self, key, address, expiresS));
    }

    private void send(long to, DhtMessage message) {
        network.send(to, network.packet(format, message));
    }

    private long nowS() {
        return network.loop.wallClockNs() / 1_000_000_000L;
    }
}
