// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.directory.dht.ContactTable.Fate;

class ContactTableTest {
    private static final int K = 4;
    private static final int LENGTH = 16;

    private final SplittableRandom random = new SplittableRandom(4);
    private final Key own = DhtFormatTest.someKey(random, LENGTH);
    private final Set<Long> unreachable = new HashSet<>();
    private final ContactTable table = new ContactTable(own, K, address -> !unreachable.contains(address));

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 20_000 : 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theClosestContactsAreThoseOfAllThatAreThere(long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        ContactTable some = new ContactTable(own, K, address -> !unreachable.contains(address));
        for (int step = 0; step < 300; step++) {
            Contact contact = new Contact(someId(chance), chance.nextLong(1, 100), false);
            switch (chance.nextInt(8)) {
                case 0 -> some.mentioned(contact, step);
                case 1 -> some.unanswered(contact.address(), step);
                case 2 -> unreachable.add(contact.address());
                case 3 -> unreachable.remove(contact.address());
                default -> some.heard(contact, step);
            }
            List<Contact> all = new ArrayList<>(some.closest(own, Integer.MAX_VALUE));
            assertEquals(all.stream().map(Contact::address).distinct().count(), all.size(), "each address once");
            assertEquals(all.stream().map(Contact::id).distinct().count(), all.size(), "each identity once");
            assertTrue(all.size() <= some.size());
            Key target = someId(chance);
            all.sort((a, b) -> target.compareDistances(a.id(), b.id()));
            int most = chance.nextInt(1, 10);
            assertEquals(all.subList(0, Math.min(most, all.size())), some.closest(target, most));
        }
    }

    @Test
    void theNeighboursAreAllKnownHoweverManyMembersThereAre() {
        List<Contact> all = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            Contact contact = new Contact(DhtFormatTest.someKey(random, LENGTH), i, false);
            all.add(contact);
            table.heard(contact, i);
        }
        all.sort((a, b) -> own.compareDistances(a.id(), b.id()));
        assertEquals(all.subList(0, K), table.closest(own, K));
        assertTrue(table.size() <= K * table.bucketCount() && table.size() < 100, table.size() + " contacts");
    }

    @Test
    void aTableIsBoundedWhateverIdentitiesThereAre() {
        for (int bits = 0; bits < LENGTH * Byte.SIZE; bits++) {
            for (int i = 0; i < 3 * K; i++) {
                table.heard(new Contact(own.sharing(bits, noise()), 1 + bits * 100L + i, false), 0);
            }
        }
        assertTrue(table.size() <= K * LENGTH * Byte.SIZE);
        assertFalse(table.heard(new Contact(own, 5, false), 0));
    }

    @Test
    void oneWhoDoesNotAnswerIsNotUsedAndLeavesAtLastForASubstitute() {
        List<Contact> far = far(K + 1);
        far.forEach(contact -> table.heard(contact, 0));
        Contact substitute = far.getLast();
        assertFalse(table.knows(substitute.address()));
        long silent = far.getFirst().address();
        for (int strike = 1; strike < ContactTable.STRIKES; strike++) {
            assertEquals(Fate.DOUBTED, table.unanswered(silent, 0));
            assertTrue(table.knows(silent));
            assertFalse(table.closest(own, 100).contains(far.getFirst()));
        }
        assertEquals(Fate.LEFT, table.unanswered(silent, 0));
        assertFalse(table.knows(silent));
        assertTrue(table.closest(own, 100).contains(substitute));
    }

    @Test
    void oneWhoAnswersAgainIsUsedAgain() {
        Contact contact = far(1).getFirst();
        assertTrue(table.heard(contact, 0));
        table.unanswered(contact.address(), 0);
        assertEquals(List.of(), table.closest(own, 8));
        assertTrue(table.heard(contact, 0));
        assertEquals(List.of(contact), table.closest(own, 8));
        assertFalse(table.heard(contact, 0));
    }

    @Test
    void oneWhoLeftComesBackByAMessageOfItsOwnOnly() {
        Contact contact = far(1).getFirst();
        table.mentioned(contact, 0);
        assertEquals(Fate.LEFT, table.unanswered(contact.address(), 0));
        assertFalse(table.mentioned(contact, 1));
        assertFalse(table.promising(contact.address(), 1));
        assertTrue(table.mentioned(contact, ContactTable.AWAY_NS));
        table.unanswered(contact.address(), ContactTable.AWAY_NS);
        assertTrue(table.heard(contact, ContactTable.AWAY_NS + 1));
    }

    @Test
    void oneWithoutARouteIsNotUsedAndLeavesAfterAWhile() {
        Contact contact = far(1).getFirst();
        table.heard(contact, 0);
        unreachable.add(contact.address());
        assertEquals(0, table.removeUnreachable(0));
        assertEquals(List.of(), table.closest(own, 8));
        assertEquals(Fate.NONE, table.unanswered(contact.address(), 0));
        unreachable.clear();
        assertEquals(List.of(contact), table.closest(own, 8));
        assertEquals(0, table.removeUnreachable(ContactTable.GRACE_NS));
        unreachable.add(contact.address());
        assertEquals(0, table.removeUnreachable(ContactTable.GRACE_NS + 1));
        assertEquals(1, table.removeUnreachable(2 * ContactTable.GRACE_NS + 1));
        assertFalse(table.knows(contact.address()));
    }

    @Test
    void oneWhoSpeaksReplacesOneWhoWasOnlyMentioned() {
        List<Contact> far = far(K + 1);
        far.subList(0, K).forEach(contact -> table.mentioned(contact, 0));
        assertTrue(table.heard(far.getLast(), 0));
        assertEquals(2 * K, table.size());
        assertTrue(table.knows(far.getLast().address()));
    }

    @Test
    void aMemberThatBeginsAnewHasItsNewIdentityOnly() {
        Contact before = far(1).getFirst();
        table.heard(before, 0);
        Contact after = new Contact(own.sharing(3, noise()), before.address(), false);
        assertTrue(table.heard(after, 1));
        assertEquals(List.of(after), table.closest(own, 8));
        Contact moved = new Contact(after.id(), before.address() + 1, false);
        assertTrue(table.heard(moved, 2));
        assertEquals(List.of(moved), table.closest(own, 8));
    }

    /** {@return members of the first bucket, which is full with K of them once there is one in another} */
    private List<Contact> far(int count) {
        for (int i = 0; i < K && count > 1; i++) {
            table.mentioned(new Contact(own.sharing(20, noise()), 1_000 + i, false), 0);
        }
        List<Contact> far = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            far.add(new Contact(own.sharing(0, noise()), i, false));
        }
        for (int i = 0; i < K && count > 1; i++) {
            unreachable.add(1_000L + i);
        }
        return far;
    }

    /** {@return an identity that is often close to the own one} */
    private Key someId(SplittableRandom chance) {
        byte[] noise = new byte[LENGTH];
        chance.nextBytes(noise);
        return own.sharing(chance.nextInt(12), noise);
    }

    private byte[] noise() {
        byte[] noise = new byte[LENGTH];
        random.nextBytes(noise);
        return noise;
    }
}
