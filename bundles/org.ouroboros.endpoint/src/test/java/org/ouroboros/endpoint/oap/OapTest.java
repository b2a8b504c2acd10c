// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** The rules of the two sides. */
class OapTest {
    private final SimulatedLoop loop = new SimulatedLoop(2);
    private final EndpointPolicies none = new EndpointPolicies(loop, Duration.ofSeconds(1));
    private final OapServer server = new OapServer(loop, none);
    private final OapClient client = open();

    @Test
    void eachAllocationHasAnIdOfItsOwn() {
        server.take("name", client.request());
        server.take("name", open().request());
    }

    @Test
    void requestIsTakenOnce() {
        server.take("name", client.request());
        assertRefused("it came before", () -> server.take("name", client.request()));
        loop.runFor(RecentRequests.LONGEST_AGE);
        assertRefused("it came before", () -> server.take("name", client.request()));
        loop.runFor(Duration.ofMillis(1));
        assertRefused("more than 20 s ago", () -> server.take("name", client.request()));
    }

    @Test
    void requestIsTakenUpToTheToleranceOfTheClocksAndNotBeyond() {
        long nowNs = loop.wallClockNs();
        long ahead = RecentRequests.FARTHEST_AHEAD.toNanos();
        long behind = RecentRequests.LONGEST_AGE.toNanos();
        server.take("name", made(nowNs + ahead));
        server.take("name", made(nowNs - behind));
        assertRefused("in the future", () -> server.take("name", made(nowNs + ahead + 1)));
        assertRefused("more than 20 s ago", () -> server.take("name", made(nowNs - behind - 1)));
        for (long senseless : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertRefused("was made", () -> server.take("name", made(senseless)));
        }
    }

    @Test
    void fewerRequestsAreRememberedThanComeAndNoneIsTakenTwice() {
        OapServer small = new OapServer(loop, none, 2);
        byte[][] requests = new byte[4][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = open().request();
            small.take("name", requests[i]);
            loop.runFor(Duration.ofMillis(1));
        }
        for (byte[] known : requests) {
            assertThrows(FlowRefused.class, () -> small.take("name", known));
        }
        assertRefused("more than 2 came since", () -> small.take("name", requests[0]));
        small.take("name", open().request());
    }

    @Test
    void malformedRequestIsRefusedByItsLength() {
        assertRefused("malformed, in 0 bytes", () -> server.take("name", new byte[0]));
        byte[] trailing = Arrays.copyOf(client.request(), OapMessage.HEADER_BYTES + 1);
        assertRefused("malformed, in 37 bytes", () -> server.take("name", trailing));
        byte[] unknownDigest = client.request();
        unknownDigest[29] = 1;
        assertRefused("malformed", () -> server.take("name", unknownDigest));
    }

    @Test
    void digestOfAnotherPlatformIsRefusedByName() {
        byte[] request = client.request();
        request[28] = (byte) (1057 >> 8);
        request[29] = (byte) 1057;
        assertRefused("blake2s256", () -> answer(request));
    }

    @Test
    void answerIsTakenOnlyForItsOwnRequestUnchanged() {
        byte[] answer = answer(client.request());
        finish(client, answer);
        assertRefused("to another request", () -> finish(open(), answer));
        byte[] changed = client.request();
        changed[23]++; // the timestamp
        assertRefused("changed on its way", () -> finish(client, answer(changed)));
        assertRefused("malformed, in 43 bytes", () -> finish(client, client.request()));
    }

    @Test
    void membersOfOursKnowEachOther() {
        assertTrue(finish(client, answer(client.request())).ours());
    }

    @Test
    void aBlockOfALaterVersionIsReadAndAMalformedOneIsNone() {
        byte[] block = MemberBlock.EMPTY.encode();
        byte[] later = {block[0], block[1], block[2], block[3], 9, 0, 4, 77, 0, 1, 5, 'd', 'a', 't', 'a'};
        assertArrayEquals(
                new byte[] {'d', 'a', 't', 'a'},
                MemberBlock.decode(later).orElseThrow().application());
        for (int length = 0; length < 11; length++) {
            assertTrue(MemberBlock.decode(Arrays.copyOf(later, length)).isEmpty(), length + " bytes");
        }
        later[9] = 2; // a value that reaches beyond the block
        assertTrue(MemberBlock.decode(later).isEmpty());
        assertTrue(MemberBlock.decode("plain data of an application".getBytes(US_ASCII))
                .isEmpty());
    }

    @Test
    void aBlockThatRenegotiatesIsReadAndOneThatDoesSoInTheWrongPlaceOrLengthIsNone() {
        AllocationId flow = new AllocationId(1, 2);
        byte[] block = new MemberBlock(new MemberBlock.Renewal(flow, proof())).encode();
        MemberBlock read = MemberBlock.decode(block).orElseThrow();
        assertEquals(flow, read.renewal().orElseThrow().flow());
        assertArrayEquals(proof(), read.renewal().orElseThrow().proof());
        assertTrue(read.version() >= MemberBlock.RENEGOTIATING);
        byte[] unproven = MemberBlock.decode(MemberBlock.unproven(block))
                .flatMap(MemberBlock::renewal)
                .orElseThrow()
                .proof();
        assertArrayEquals(new byte[EarlierSession.PROOF_BYTES], unproven);
        byte[] longer = Arrays.copyOf(block, block.length + 1);
        longer[6]++; // the length of all values
        assertTrue(MemberBlock.decode(longer).isEmpty(), "half a value behind it");
        longer[9]++; // that of the first one
        assertTrue(MemberBlock.decode(longer).isEmpty(), "a longer one");
        byte[] second = new byte[block.length + 3];
        System.arraycopy(block, 0, second, 0, 7);
        second[7] = 77;
        System.arraycopy(block, 7, second, 10, block.length - 7);
        second[6] = (byte) (second[6] + 3);
        assertTrue(MemberBlock.decode(second).isEmpty(), "behind another one");
    }

    private static byte[] proof() {
        byte[] proof = new byte[EarlierSession.PROOF_BYTES];
        Arrays.fill(proof, (byte) 7);
        return proof;
    }

    @Test
    void whatApplicationsSayToEachOtherReachesThem() {
        OapClient asking = open("hello".getBytes(US_ASCII));
        OapServer.Answer answer =
                await(server.take("name", asking.request()).answer(NameSecurity.NONE, OapTest::reversed));
        assertEquals("hello", new String(answer.session().data(), US_ASCII));
        assertEquals("olleh", new String(finish(asking, answer.response()).data(), US_ASCII));
        OapClient silent = open();
        assertEquals(0, finish(silent, answer(silent.request())).data().length);
    }

    @Test
    void anApplicationMayRefuse() {
        OapServer.Taken taken =
                server.take("name", open("hello".getBytes(US_ASCII)).request());
        assertRefused(
                "not today",
                () -> await(taken.answer(
                        NameSecurity.NONE,
                        said -> CompletableFuture.failedFuture(
                                new FlowRefused(Reason.AUTHENTICATION, "flow to 'name': not today")))));
    }

    private static CompletableFuture<byte[]> reversed(byte[] said) {
        assertTrue(said.length > 0, "who says nothing is not answered");
        return CompletableFuture.completedFuture(new StringBuilder(new String(said, US_ASCII))
                .reverse()
                .toString()
                .getBytes(US_ASCII));
    }

    private OapClient open() {
        return open(new byte[0]);
    }

    private OapClient open(byte[] said) {
        return loop.await(OapClient.open(loop, none, "name", NameSecurity.NONE, said));
    }

    private byte[] answer(byte[] request) {
        return await(server.take("name", request).answer(NameSecurity.NONE, OapTest::reversed))
                .response();
    }

    private Session finish(OapClient asking, byte[] response) {
        return await(asking.finish(response));
    }

    private <T> T await(CompletableFuture<T> future) {
        return Awaited.of(loop, future);
    }

    private static byte[] made(long timestampNs) {
        return OapMessage.plain(new byte[OapMessage.ID_BYTES], timestampNs, new byte[0], new byte[0])
                .encode();
    }

    private static void assertRefused(String message, Executable step) {
        FlowRefused refused = assertThrows(FlowRefused.class, step);
        assertEquals(Reason.AUTHENTICATION, refused.reason());
        assertTrue(refused.toString().contains(message), refused.toString());
        assertTrue(refused.toString().contains("flow to 'name'"), refused.toString());
    }
}
