// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** The rules of the two sides. */
class OapTest {
    private final SimulatedLoop loop = new SimulatedLoop(2);
    private final OapServer server = new OapServer(loop);
    private final OapClient client = OapClient.open(loop, "name");

    @Test
    void eachAllocationHasAnIdOfItsOwn() {
        server.take("name", client.request());
        server.take("name", OapClient.open(loop, "name").request());
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
        OapServer small = new OapServer(loop, 2);
        byte[][] requests = new byte[4][];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = OapClient.open(loop, "name").request();
            small.take("name", requests[i]);
            loop.runFor(Duration.ofMillis(1));
        }
        for (byte[] known : requests) {
            assertThrows(FlowRefused.class, () -> small.take("name", known));
        }
        assertRefused("more than 2 came since", () -> small.take("name", requests[0]));
        small.take("name", OapClient.open(loop, "name").request());
    }

    @Test
    void malformedRequestIsRefusedByItsLength() {
        assertRefused("malformed, in 0 bytes", () -> server.take("name", new byte[0]));
        byte[] trailing = Arrays.copyOf(client.request(), OapMessage.HEADER_BYTES + 1);
        assertRefused("malformed, in 37 bytes", () -> server.take("name", trailing));
        byte[] unknownCipher = client.request();
        unknownCipher[25] = 1;
        assertRefused("malformed", () -> server.take("name", unknownCipher));
    }

    @Test
    void digestOfAnotherPlatformIsRefusedByName() {
        byte[] request = client.request();
        request[28] = (byte) (1057 >> 8);
        request[29] = (byte) 1057;
        assertRefused("BLAKE2S-256", () -> server.take("name", request));
    }

    @Test
    void answerIsTakenOnlyForItsOwnRequestUnchanged() {
        byte[] answer = server.take("name", client.request()).answer();
        client.finish(answer);
        assertRefused("to another request", () -> OapClient.open(loop, "name").finish(answer));
        byte[] changed = client.request();
        changed[23]++; // the timestamp
        assertRefused(
                "changed on its way",
                () -> client.finish(server.take("name", changed).answer()));
        assertRefused("malformed, in 36 bytes", () -> client.finish(client.request()));
    }

    private static byte[] made(long timestampNs) {
        return OapMessage.plain(new byte[OapMessage.ID_BYTES], timestampNs, new byte[0])
                .encode();
    }

    private static void assertRefused(String message, Executable step) {
        FlowRefused refused = assertThrows(FlowRefused.class, step);
        assertEquals(Reason.AUTHENTICATION, refused.reason());
        assertTrue(refused.toString().contains(message), refused.toString());
        assertTrue(refused.toString().contains("flow to 'name'"), refused.toString());
    }
}
