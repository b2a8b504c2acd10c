// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.directory.dht.DhtFormat.Reading;
import org.ouroboros.packet.PacketPool;

class DhtFormatTest {
    private static final Contact JOINER =
            contact("091ee46c1393ba3da200023816f237cd4088c20629af8b0ac1303a2412f08bec", 0x84156b0fL);
    private static final Contact FIRST =
            contact("b38833d76b50a18d88fadf0ff1f4c3d26754348097b7bc401e3cb2270f22552c", 0x7a351b7cL);
    private static final Contact THIRD =
            contact("c110e26d08b5e8498941ce608f60adaf7d80a44f68b1c956e71294855bfc49a1", 0x81d7fceeL);
    private static final Key NAME = key("1de43da4cd9f22dbe7d375a7c365495b77b129eec9c704a982b1375b26887e24");

    private final DhtFormat format = new DhtFormat(32);

    static Stream<String> vectors() {
        return Vectors.ALL.stream();
    }

    @Test
    void whatThePrototypeSendsToJoinIsRead() {
        assertEquals(
                new DhtMessage.Find(JOINER, 6_811_162_901_697_495_553L, JOINER.id(), false), read("dht-find-node-req"));
    }

    @Test
    void whatThePrototypeAnswersWithMembersIsRead() {
        assertEquals(
                new DhtMessage.Answer(
                        FIRST, 6_811_162_901_697_495_553L, JOINER.id(), List.of(JOINER), false, List.of()),
                read("dht-find-node-rsp"));
        DhtMessage.Answer second = (DhtMessage.Answer) read("dht-find-node-rsp-2");
        assertEquals(Long.parseUnsignedLong("12559649076096034736"), second.cookie());
        assertEquals(THIRD.id(), second.key());
        assertEquals(List.of(JOINER, THIRD), second.contacts());
    }

    @Test
    void whatThePrototypeStoresIsRead() {
        assertEquals(
                new DhtMessage.Store(
                        FIRST,
                        key("3dbf673c38a56b01358fa4fbedd863b330c181950f097742539c7b064c37f87e"),
                        0x7a351b7cL,
                        1_795_419_230L),
                read("dht-store"));
        assertEquals(
                new DhtMessage.Store(
                        THIRD,
                        key("aac9845c0c3bf4dc9d58178fad7f6be3843708603af7d7d9817a6fa35043620d"),
                        0x81d7fceeL,
                        1_795_419_237L),
                read("dht-store-forwarded"));
    }

    @Test
    void whatThePrototypeAsksAndAnswersForAValueIsRead() {
        DhtMessage.Find find = (DhtMessage.Find) read("dht-find-value-req");
        assertEquals(new DhtMessage.Find(JOINER, 6_218_640_214_312_986_950L, NAME, true), find);
        assertEquals(
                new DhtMessage.Answer(FIRST, find.cookie(), NAME, List.of(THIRD, JOINER), true, List.of(0x7a351b7cL)),
                read("dht-find-value-rsp"));
        DhtMessage.Answer empty = (DhtMessage.Answer) read("dht-find-value-rsp-empty");
        assertEquals(List.of(JOINER, THIRD), empty.contacts());
        assertEquals(List.of(), empty.addresses());
        assertTrue(empty.forValue());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatWasReadIsWrittenInTheSameBytes(String vector) {
        byte[] bytes = Vectors.message(vector);
        assertArrayEquals(bytes, write(format, read(vector)));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsCutOffIsRefused(String vector) {
        byte[] bytes = Vectors.message(vector);
        for (int length = 0; length < bytes.length; length++) {
            assertEquals(
                    new Reading.Refused(Count.MALFORMED), format.read(bytes, length), vector + " cut to " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 28, 32, 48, 64})
    void whatIsWrittenIsReadForEveryLengthOfKeys(int keyLength) {
        SplittableRandom random = new SplittableRandom(keyLength);
        DhtFormat of = new DhtFormat(keyLength);
        for (int i = 0; i < 1_000; i++) {
            DhtMessage message = message(random, keyLength);
            byte[] bytes = write(of, message);
            assertEquals(new Reading.Read(message), of.read(bytes, bytes.length));
        }
    }

    @Test
    void anAnswerThatIsTooLongNamesFewerContacts() {
        SplittableRandom random = new SplittableRandom(1);
        DhtFormat of = new DhtFormat(64);
        List<Contact> many =
                IntStream.range(0, 40).mapToObj(i -> contact(random, 64)).toList();
        DhtMessage.Answer answer = new DhtMessage.Answer(
                contact(random, 64), 1, someKey(random, 64), many, true, List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
        byte[] bytes = write(of, answer);
        if (!(of.read(bytes, bytes.length) instanceof Reading.Read(DhtMessage.Answer read))) {
            throw new AssertionError("not an answer");
        }
        assertEquals(many.subList(0, read.contacts().size()), read.contacts());
        assertTrue(read.contacts().size() >= 20, "room for the most contacts that a layer may ask for");
        assertEquals(answer.addresses(), read.addresses());
    }

    @Test
    void whatALayerDoesNotHaveIsRefusedWithItsReason() {
        assertRefused(Count.MALFORMED, "");
        assertRefused(Count.MALFORMED, "0801");
        assertRefused(Count.WRONG_LENGTH, "0801 120c 0a08 0101010101010101 1005 2207 0801 1203 010203");
        assertRefused(Count.NO_ADDRESS, "0801" + from(0) + "2224 0801 1220" + "02".repeat(32));
        assertRefused(Count.UNKNOWN_CODE, "0805" + from(5));
        assertRefused(Count.MALFORMED, "0800" + from(5) + "2224 0801 1220" + "02".repeat(32));
        assertRefused(Count.MALFORMED, "0801" + from(5) + "2224 0800 1220" + "02".repeat(32));
        assertRefused(Count.WRONG_LENGTH, "0801" + from(5) + "2207 0801 1203 010203");
        assertRefused(Count.NOT_AN_ADDRESS, "0800" + from(5) + "1a2a 0a20" + "02".repeat(32) + "1204 00000001 1805");
        assertRefused(Count.NOT_AN_ADDRESS, "0800" + from(5) + "1a26 0a20" + "02".repeat(32) + "1200 1805");
        assertRefused(Count.MALFORMED, "0804" + from(5) + "2a24 0801 1220" + "02".repeat(32));
    }

    @Test
    void fieldsThatAreNotKnownAreSkipped() {
        String unknown = "f80101 fa0103 010203";
        byte[] bytes = bytes("0801" + unknown + from(5) + "2224 0801 1220" + "02".repeat(32) + unknown);
        assertEquals(
                new Reading.Read(new DhtMessage.Find(contact("01".repeat(32), 5), 1, key("02".repeat(32)), false)),
                format.read(bytes, bytes.length));
    }

    /** {@return a sender with an address below 128} */
    private static String from(int address) {
        return "1224 0a20" + "01".repeat(32) + "10" + HexFormat.of().toHexDigits((byte) address);
    }

    private void assertRefused(Count reason, String hex) {
        byte[] bytes = bytes(hex);
        assertEquals(new Reading.Refused(reason), format.read(bytes, bytes.length), hex);
    }

    private DhtMessage read(String vector) {
        byte[] bytes = Vectors.message(vector);
        if (format.read(bytes, bytes.length) instanceof Reading.Read(DhtMessage message)) {
            return message;
        }
        throw new AssertionError(vector + " was refused");
    }

    static byte[] write(DhtFormat format, DhtMessage message) {
        byte[] target = new byte[PacketPool.LARGEST_PAYLOAD];
        return Arrays.copyOf(target, format.write(message, target));
    }

    /** {@return some message that fits} */
    static DhtMessage message(SplittableRandom random, int keyLength) {
        Contact from = contact(random, keyLength);
        Key key = someKey(random, keyLength);
        long cookie = random.nextLong() | 1;
        boolean forValue = random.nextBoolean();
        return switch (random.nextInt(3)) {
            case 0 -> new DhtMessage.Store(from, key, random.nextLong() | 1, random.nextLong(1L << 32));
            case 1 -> new DhtMessage.Find(from, cookie, key, forValue);
            default ->
                new DhtMessage.Answer(
                        from,
                        cookie,
                        key,
                        IntStream.range(0, random.nextInt(17))
                                .mapToObj(i -> contact(random, keyLength))
                                .toList(),
                        forValue,
                        IntStream.range(0, forValue ? random.nextInt(9) : 0)
                                .mapToObj(i -> random.nextLong() | 1)
                                .toList());
        };
    }

    static Contact contact(SplittableRandom random, int keyLength) {
        return new Contact(someKey(random, keyLength), random.nextLong(1, 1L << 32), random.nextBoolean());
    }

    static Key someKey(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Key(bytes);
    }

    private static Contact contact(String id, long address) {
        return new Contact(key(id), address, false);
    }

    private static Key key(String hex) {
        return new Key(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
