// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;

/** One member's directory among others, on virtual time. */
class DhtDirectoryTest {
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private final MessageNetwork network = new MessageNetwork(7);
    private final DhtFormat format = new DhtFormat(32);
    private final SplittableRandom random = new SplittableRandom(7);

    /** What came to addresses that the test speaks for. */
    private final List<DhtMessage> received = new ArrayList<>();

    @Test
    void whatIsRegisteredIsKnownHereAtOnce() {
        TestMember alone = network.join(0);
        alone.register("name");
        assertEquals(
                List.of(alone.address()), alone.directory().query(name("name")).getNow(List.of()));
        alone.directory().unregister(name("name"));
        assertEquals(List.of(), alone.query("name"));
        network.end();
    }

    @Test
    void aNameRegisteredBeforeAnybodyElseCameIsFoundByThoseWhoComeLater() {
        TestMember first = network.join(0);
        first.register("name");
        for (TestMember later : network.grow(30)) {
            assertEquals(List.of(first.address()), later.query("name"));
        }
        network.end();
    }

    @Test
    void joiningIsTriedUntilThereIsARouteAndTheRoutesSaySo() {
        TestMember first = network.join(0);
        network.route(first.address(), false);
        TestMember second = network.join(first.address());
        second.register("name");
        network.loop.runFor(Duration.ofMinutes(1));
        assertEquals(0, second.count("requests sent"));
        network.route(first.address(), true);
        network.loop.runFor(Duration.ofSeconds(2));
        assertEquals(List.of(second.address()), first.query("name"));
        network.end();
    }

    @Test
    void joiningIsTriedUntilThePeerAnswers() {
        long peer = network.newAddress();
        network.route(peer, true);
        TestMember member = network.join(peer);
        network.loop.runFor(Duration.ofSeconds(20));
        long sent = member.count("requests sent");
        assertTrue(sent >= 3 && sent < 20, sent + " requests");
        TestMember late = new TestMember(network, peer, MessageNetwork.DEFAULTS);
        late.start();
        network.loop.runFor(Duration.ofSeconds(20));
        assertEquals(1, member.count("contacts"));
        late.leave();
        network.end();
    }

    @Test
    void aQueryFindsWhatIsRegisteredWhileJoiningIsUnderWay() {
        TestMember first = network.join(0);
        first.register("name");
        TestMember second = network.join(first.address());
        assertEquals(List.of(first.address()), second.query("name"));
        network.end();
    }

    @Test
    void aQueryWaitsForTheFirstRouteButNotForLong() {
        TestMember first = network.join(0);
        first.register("name");
        network.route(first.address(), false);
        TestMember second = network.join(first.address());
        CompletableFuture<List<Long>> early = second.directory().query(name("name"));
        network.loop.runFor(Duration.ofMillis(300));
        assertFalse(early.isDone());
        network.route(first.address(), true);
        network.loop.runFor(Duration.ofMillis(300));
        assertEquals(List.of(first.address()), early.join());
        network.route(first.address(), false);
        CompletableFuture<List<Long>> vain = second.directory().query(name("other"));
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(), vain.join());
        network.end();
    }

    @Test
    void severalAddressesAreAllFoundAndTheOwnOneIsLeftOut() {
        List<TestMember> members = network.grow(5);
        members.get(1).register("name");
        members.get(2).register("name");
        network.loop.runFor(SETTLED);
        Set<Long> both = Set.of(members.get(1).address(), members.get(2).address());
        assertEquals(both, Set.copyOf(members.get(3).query("name")));
        assertEquals(List.of(members.get(2).address()), members.get(1).query("name"));
        network.end();
    }

    @Test
    void anAddressWithoutARouteIsLeftOutWhereThereIsAnother() {
        List<TestMember> members = network.grow(5);
        members.get(1).register("name");
        members.get(2).register("name");
        network.loop.runFor(SETTLED);
        members.get(1).leave();
        network.route(members.get(1).address(), false);
        assertEquals(List.of(members.get(2).address()), members.get(3).query("name"));
        network.end();
    }

    @Test
    void whatIsNotFoundIsLookedForAgainAndWhatIsFoundIsRememberedForAMinute() {
        List<TestMember> members = network.grow(40);
        assertEquals(List.of(), members.get(5).query("name"));
        members.get(9).register("name");
        network.loop.runFor(SETTLED);
        TestMember asker = members.stream()
                .filter(member -> member.directory().state().entries().isEmpty())
                .filter(member -> member != members.get(9))
                .findFirst()
                .orElseThrow();
        List<Long> there = List.of(members.get(9).address());
        assertEquals(there, asker.query("name"));
        assertEquals(1, asker.count("queries answered by a look-up"));
        assertEquals(there, asker.query("name"));
        assertEquals(1, asker.count("queries answered from a recent look-up"));
        network.loop.runFor(Duration.ofMinutes(1));
        assertEquals(there, asker.query("name"));
        assertEquals(2, asker.count("queries answered by a look-up"));
        network.end();
    }

    @Test
    void aRequestIsAnsweredAtOnceWithBothMembersAndValues() {
        TestMember member = network.join(0);
        member.register("name");
        long asker = speaker();
        member.directory().receive(packet(new DhtMessage.Find(contact(asker), 5, key("name"), true)));
        network.loop.runFor(Duration.ofNanos(network.longestNs));
        DhtMessage.Answer answer = received.stream()
                .filter(DhtMessage.Answer.class::isInstance)
                .map(DhtMessage.Answer.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(member.address()), answer.addresses());
        assertEquals(5, answer.cookie());
        assertEquals(key("name"), answer.key());
        network.end();
    }

    @Test
    void aNameIsStoredAtTheClosestMembersAndAgainWhenCloserOnesCome() {
        List<TestMember> members = network.grow(40);
        members.get(0).register("name");
        network.loop.runFor(SETTLED);
        assertStoredAtClosest(members, members.get(0));
        members.addAll(network.grow(20));
        network.loop.runFor(SETTLED);
        assertStoredAtClosest(members, members.get(0));
        network.end();
    }

    @Test
    void aNameIsStoredAtTheClosestMembersThoughWhoRegistersItKnowsOneMemberAndTheFirstMessagesAreLost() {
        List<TestMember> members = network.grow(40);
        network.loss = 1;
        TestMember last = network.join(members.getFirst().address());
        last.register("name");
        network.loop.runFor(Duration.ofNanos(Requests.LATE_NS / 2));
        network.loss = 0;
        network.loop.runFor(SETTLED);
        assertStoredAtClosest(members, last);
        network.end();
    }

    @Test
    void aMemberThatForgotEverythingIsToldAgain() {
        List<TestMember> members = network.grow(2);
        members.get(0).register("name");
        network.loop.runFor(SETTLED);
        TestMember restarted = members.get(1);
        assertEquals(1, restarted.count("names kept for others"));
        DirectoryState before = restarted.directory().state();
        restarted.resume(new DirectoryState(before.id(), List.of(), List.of(), before.contacts()));
        assertEquals(0, restarted.count("names kept for others"));
        network.loop.runFor(SETTLED);
        assertEquals(1, restarted.count("names kept for others"));
        network.end();
    }

    @Test
    void aSuccessorGoesOnWhereThePredecessorStopped() {
        List<TestMember> members = network.grow(6);
        members.get(0).register("name");
        members.get(1).register("own");
        network.loop.runFor(SETTLED);
        TestMember swapped = members.get(1);
        DirectoryState state = swapped.directory().state();
        swapped.resume(state);
        DirectoryState after = swapped.directory().state();
        assertEquals(state.id(), after.id());
        assertEquals(state.own(), after.own());
        assertEquals(state.entries(), after.entries());
        assertEquals(Set.copyOf(state.contacts()), Set.copyOf(after.contacts()));
        assertEquals(
                List.of(members.get(0).address()),
                swapped.directory().query(name("name")).getNow(List.of()));
        network.end();
    }

    @Test
    void anIdentityOfAnotherLengthIsReplaced() {
        TestMember member = network.join(0);
        NameHash tooShort = NameHash.of("x", HashAlgorithm.MD5);
        member.resume(new DirectoryState(
                Optional.of(tooShort),
                List.of(),
                List.of(new DirectoryState.Entry(tooShort, 5, Long.MAX_VALUE)),
                List.of(new DirectoryState.Contact(tooShort, 5))));
        assertEquals(32, member.directory().state().id().orElseThrow().bytes().length);
        assertEquals(List.of(), member.directory().state().contacts());
        assertEquals(List.of(), member.directory().state().entries());
        network.end();
    }

    @Test
    void whatIsRegisteredOutlivesItsExpiryAndWhatIsNotDoesNot() {
        DirectoryParameters brief = new DirectoryParameters(
                3, 8, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(20), 0);
        TestMember first = network.join(0, brief);
        TestMember second = network.join(first.address(), brief);
        TestMember third = network.join(first.address(), brief);
        first.register("name");
        network.loop.runFor(Duration.ofMinutes(10));
        assertEquals(List.of(first.address()), third.query("name"));
        first.directory().unregister(name("name"));
        network.loop.runFor(Duration.ofSeconds(90));
        assertEquals(List.of(), third.query("name"));
        assertEquals(0, second.count("names kept for others"));
        network.end();
    }

    @Test
    void whatOthersStoredIsReplicatedKeyByKeyWithItsExpiryUnchanged() {
        List<TestMember> others = network.grow(3);
        TestMember keeper = others.removeFirst();
        network.loop.runFor(SETTLED);
        long expiresS = nowS() + 50_000;
        long storer = speaker();
        keeper.directory().receive(packet(new DhtMessage.Store(thorough(storer), key("a"), 77, expiresS)));
        keeper.directory().receive(packet(new DhtMessage.Store(thorough(storer), key("b"), 78, expiresS)));
        network.loop.runFor(SETTLED);
        assertEquals(0, others.getFirst().count("names kept for others"));
        network.loop.runFor(Duration.ofSeconds(1_300));
        for (TestMember other : others) {
            assertEquals(
                    Set.of(
                            new DirectoryState.Entry(name("a"), 77, expiresS),
                            new DirectoryState.Entry(name("b"), 78, expiresS)),
                    Set.copyOf(other.directory().state().entries()));
        }
        network.end();
    }

    @Test
    void whatAMemberLikeThePrototypeStoresInTheWrongPlaceIsPassedOn() {
        List<TestMember> members = network.grow(40);
        network.loop.runFor(SETTLED);
        long storer = speaker();
        members.get(0)
                .directory()
                .receive(packet(new DhtMessage.Store(contact(storer), key("name"), 77, nowS() + 1_000)));
        network.loop.runFor(SETTLED);
        List<TestMember> closest = closest(members, 8);
        long having = closest.stream().filter(member -> keeps(member, 77)).count();
        assertTrue(having >= 7, having + " of the closest 8 have it");
        network.end();
    }

    @Test
    void whatOnlyAMemberLikeThePrototypeKnowsIsFoundHoweverFarItIs() {
        List<TestMember> members = network.grow(40);
        CMember lonely = new CMember(network);
        for (int i = 0; i < 10; i++) {
            lonely.register("lonely-" + i); // it knows nobody to store them at
        }
        lonely.join(members.get(20).address());
        network.loop.runFor(SETTLED);
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(lonely.address()), members.get(20).query("lonely-" + i));
        }
        network.end();
    }

    @Test
    void membersThatAreGoneLeaveTheTable() {
        List<TestMember> members = network.grow(10);
        network.loop.runFor(SETTLED);
        TestMember gone = members.get(4);
        gone.leave();
        for (int i = 0; i < 20; i++) {
            members.get(0).query("anything-" + i);
        }
        network.loop.runFor(SETTLED);
        assertFalse(members.get(0).directory().state().contacts().stream()
                .anyMatch(contact -> contact.address() == gone.address()));
        assertTrue(members.get(0).count("contacts that left") > 0);
        network.end();
    }

    @Test
    void namesGoToOthersWhenRoutingLosesAMember() {
        List<TestMember> members = network.grow(40);
        members.get(0).register("name");
        network.loop.runFor(SETTLED);
        List<TestMember> having = members.stream()
                .filter(member -> keeps(member, members.get(0).address()))
                .toList();
        having.forEach(member -> {
            member.leave();
            network.route(member.address(), false);
        });
        network.loop.runFor(SETTLED);
        assertEquals(
                List.of(members.get(0).address()),
                members.stream()
                        .filter(member -> !having.contains(member) && member != members.get(0))
                        .findFirst()
                        .orElseThrow()
                        .query("name"));
        network.end();
    }

    @Test
    void partsOfALayerThatMeetAgainFindEachOtherByWhatRoutingTells() {
        List<TestMember> left = network.grow(4);
        TestMember right = network.join(0);
        right.register("name");
        network.loop.runFor(SETTLED);
        assertEquals(List.of(), left.get(2).query("name"));
        left.get(0).tellsMembers = true;
        network.loop.runFor(Duration.ofMinutes(3));
        assertEquals(List.of(right.address()), left.get(2).query("name"));
        network.end();
    }

    @Test
    void queriesEndWithNothingWhenTheDirectoryIsClosed() {
        List<TestMember> members = network.grow(3);
        CompletableFuture<List<Long>> query = members.get(1).directory().query(name("name"));
        CompletableFuture<List<Long>> same = members.get(1).directory().query(name("name"));
        assertFalse(query.isDone());
        members.get(1).leave();
        assertEquals(List.of(), query.join());
        assertEquals(List.of(), same.join());
        network.end();
    }

    @Test
    void aQueryAmongMembersThatAreSilentEndsInBoundedTime() {
        TestMember member = network.join(0);
        for (int i = 0; i < 200; i++) {
            long address = network.newAddress();
            network.route(address, true);
            member.directory().receive(packet(new DhtMessage.Store(contact(address), key("x"), 5, nowS() + 60)));
        }
        long startNs = network.loop.nowNs();
        assertEquals(List.of(), member.query("name"));
        long tookNs = network.loop.nowNs() - startNs;
        assertTrue(tookNs <= Lookup.PATIENCE_NS + Requests.GIVEN_UP_NS, tookNs + " ns");
        network.end();
    }

    @Test
    void queriesAtATimeAreBoundedAndThoseRefusedAreCounted() {
        List<TestMember> members = network.grow(2);
        List<CompletableFuture<List<Long>>> queries = new ArrayList<>();
        for (int i = 0; i < DhtDirectory.MOST_QUERIES + 10; i++) {
            queries.add(members.get(0).directory().query(name("name-" + i)));
        }
        assertEquals(10, members.get(0).count("queries refused: too many look-ups under way"));
        queries.forEach(network.loop::await);
        network.end();
    }

    @Test
    void whateverOthersSendWhatIsKeptIsBoundedAndNothingIsOverlooked() {
        TestMember member = network.join(0);
        int messages = KeptEntries.MOST_KEYS + 100;
        for (int i = 0; i < messages; i++) {
            Contact from = thorough(1 + i);
            Key key = DhtFormatTest.someKey(random, 32);
            member.directory().receive(packet(new DhtMessage.Store(from, key, 5, 0xFFFF_FFFFL)));
        }
        for (int i = 1; i <= 100; i++) {
            Contact from = thorough(i);
            member.directory().receive(packet(new DhtMessage.Store(from, key("name"), 1_000 + i, nowS() + i)));
        }
        assertEquals(KeptEntries.MOST_KEYS, member.count("names kept for others"));
        assertEquals(200, member.count("dropped: no room for entry"));
        assertTrue(member.count("contacts") < 300, member.count("contacts") + " contacts");
        long latestS = nowS() + MessageNetwork.DEFAULTS.expiry().toSeconds();
        assertTrue(member.directory().state().entries().stream().allMatch(entry -> entry.expiresS() <= latestS));
        network.end();
    }

    @Test
    void ofManyAddressesOfANameThoseThatLastAreKept() {
        KeptEntries kept = new KeptEntries();
        for (int i = 1; i <= 20; i++) {
            kept.put(key("name"), new KeptEntries.Value(i, 100 + i), 0, 0);
        }
        assertEquals(
                List.of(20L, 19L, 18L, 17L, 16L, 15L, 14L, 13L),
                kept.values(key("name"), 0).stream()
                        .map(KeptEntries.Value::address)
                        .toList());
        assertEquals(KeptEntries.Outcome.FULL, kept.put(key("name"), new KeptEntries.Value(50, 1), 0, 0));
        assertEquals(KeptEntries.Outcome.EXPIRED, kept.put(key("name"), new KeptEntries.Value(50, 1), 2, 0));
        assertEquals(KeptEntries.Outcome.KNOWN, kept.put(key("name"), new KeptEntries.Value(13, 500), 0, 0));
        assertEquals(13, kept.values(key("name"), 0).getFirst().address());
        kept.dropExpired(119);
        assertEquals(3, kept.values(key("name"), 0).size());
        kept.dropExpired(501);
        assertEquals(0, kept.size());
    }

    @Test
    void messagesThatAreDroppedAreCounted() {
        TestMember member = network.join(0);
        Key own = Key.of(member.directory().state().id().orElseThrow());
        Contact other = contact(9);
        member.directory().receive(packet(new DhtMessage.Find(new Contact(own, 9, false), 1, key("x"), false)));
        member.directory().receive(packet(new DhtMessage.Find(contact(member.address()), 1, key("x"), false)));
        member.directory().receive(packet(new DhtMessage.Store(other, key("x"), 9, nowS() - 1)));
        member.directory().receive(packet(new DhtMessage.Answer(other, 1, key("x"), List.of(), false, List.of())));
        member.directory().receive(network.packet(new byte[0]));
        assertEquals(2, member.count("dropped: from this member"));
        assertEquals(1, member.count("dropped: entry expired"));
        assertEquals(1, member.count("dropped: answer to no request"));
        assertEquals(1, member.count("dropped: malformed"));
        network.end();
    }

    @Test
    void randomMessagesDoNoHarmAndTheDirectoryStillFinds() {
        List<TestMember> members = network.grow(5);
        members.get(1).register("name");
        network.loop.runFor(SETTLED);
        for (int i = 0; i < (Boolean.getBoolean("ouroboros.soak") ? 1_000_000 : 5_000); i++) {
            byte[] bytes = DhtFormatTest.write(format, DhtFormatTest.message(random, 32));
            if (random.nextInt(3) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            members.get(0).directory().receive(network.packet(bytes));
            if (i % 100 == 0) {
                network.loop.runFor(Duration.ofMillis(50));
            }
        }
        assertEquals(List.of(members.get(1).address()), members.get(0).query("name"));
        network.end();
    }

    @Test
    void twoLayersOfOneSeedDoTheSame() {
        assertEquals(course(), course());
        assertNotEquals("", course());
    }

    private static String course() {
        MessageNetwork network = new MessageNetwork(99);
        network.loss = 0.1;
        List<TestMember> members = network.grow(10);
        members.get(3).register("name");
        network.loop.runFor(Duration.ofMinutes(20));
        String course = network.sent
                + members.get(7).query("name").toString()
                + members.get(5).directory().counters();
        network.end();
        return course;
    }

    private void assertStoredAtClosest(List<TestMember> members, TestMember owner) {
        List<TestMember> closest = closest(
                members.stream().filter(member -> member != owner).toList(), MessageNetwork.DEFAULTS.replicas());
        assertTrue(
                closest.stream().allMatch(member -> keeps(member, owner.address())),
                "all of the closest keep the name");
    }

    /** {@return the members closest to the hash of {@code name}} */
    private List<TestMember> closest(List<TestMember> members, int count) {
        return members.stream()
                .sorted((a, b) -> key("name").compareDistances(id(a), id(b)))
                .limit(count)
                .toList();
    }

    private boolean keeps(TestMember member, long address) {
        return member.directory().state().entries().stream()
                .anyMatch(entry -> entry.name().equals(name("name")) && entry.address() == address);
    }

    private static Key id(TestMember member) {
        return Key.of(member.directory().state().id().orElseThrow());
    }

    /** {@return an address at which the test takes what is sent there} */
    private long speaker() {
        long address = network.newAddress();
        network.attach(address, packet -> {
            byte[] bytes = new byte[PacketPool.SLOT_BYTES];
            int length = packet.get(ByteBuffer.wrap(bytes));
            packet.release();
            if (format.read(bytes, length) instanceof DhtFormat.Reading.Read(DhtMessage message)) {
                received.add(message);
            }
        });
        return address;
    }

    private Packet packet(DhtMessage message) {
        return network.packet(format, message);
    }

    private Contact contact(long address) {
        return new Contact(DhtFormatTest.someKey(random, 32), address, false);
    }

    private Contact thorough(long address) {
        return new Contact(DhtFormatTest.someKey(random, 32), address, true);
    }

    private long nowS() {
        return network.loop.wallClockNs() / 1_000_000_000L;
    }

    private static NameHash name(String name) {
        return NameHash.of(name, HashAlgorithm.SHA3_256);
    }

    private static Key key(String name) {
        return Key.of(name(name));
    }
}
