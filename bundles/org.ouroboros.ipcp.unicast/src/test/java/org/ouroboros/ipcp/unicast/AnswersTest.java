// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;

/** What was answered is known for as long as somebody may ask again, and within bounds. */
class AnswersTest {
    private static final RequestId REQUEST = request(1, 64);

    private final Answers answers = new Answers();

    private static RequestId request(long address, long eid) {
        return new RequestId(new PeerEnd(address, eid), 7);
    }

    private static FlowMessage.Reply reply(long eid) {
        return new FlowMessage.Reply(64, eid, 0, new byte[0]);
    }

    @Test
    void anAnswerIsKnownUntilNobodyWaitsForItAnyMore() {
        FlowMessage.Reply reply = reply(100);
        answers.put(REQUEST, reply, 5);
        assertEquals(Optional.of(reply), answers.find(REQUEST, 5 + AskedFlows.LIMIT_NS));
        assertEquals(Optional.empty(), answers.find(REQUEST, 5 + Answers.KEPT_NS));
        assertEquals(Optional.empty(), answers.find(request(2, 64), 5));
        assertEquals(Optional.empty(), answers.find(request(1, 65), 5));
        assertEquals(Optional.empty(), answers.find(new RequestId(REQUEST.end(), 8), 5), "its EID came again");
    }

    @Test
    void whatIsTooOldIsForgottenWhenSomethingComes() {
        answers.put(REQUEST, reply(100), 0);
        answers.put(request(2, 64), reply(101), Answers.KEPT_NS);
        assertEquals(1, answers.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 64, 1_800})
    void theyTakeSoManyBytesAndTheOldestGo(int said) {
        int most = Answers.MOST_BYTES / (Answers.RECORD_BYTES + said);
        for (long eid = 0; eid <= most; eid++) {
            answers.put(request(1, 64 + eid), new FlowMessage.Reply(64, eid, 0, new byte[said]), eid);
        }
        assertEquals(most, answers.size());
        assertEquals(Optional.empty(), answers.find(REQUEST, 0));
        assertEquals(1, answers.find(request(1, 65), 0).orElseThrow().sourceEid());
    }

    @Test
    void whatIsSaidAnewOrForgottenTakesNoRoom() {
        FlowMessage.Reply longest = new FlowMessage.Reply(64, 100, 0, new byte[1_800]);
        for (int i = 0; i < Answers.MOST_BYTES / 1_000; i++) {
            answers.put(REQUEST, longest, 0);
            answers.refuse(REQUEST, Reason.LAYER_DOWN);
            answers.put(request(2, 64), longest, i * Answers.KEPT_NS);
        }
        answers.put(request(3, 64), longest, 0);
        answers.put(REQUEST, longest, 0);
        assertEquals(3, answers.size());
    }

    @Test
    void whatIsLeftToASuccessorIsKnownThereForTheRestOfTheTime() {
        FlowMessage.Reply other = reply(101);
        answers.put(REQUEST, reply(100), 0);
        answers.put(request(2, 64), other, 10);
        Answers successor = new Answers();
        successor.restore(answers.left(Answers.KEPT_NS), 1_000);
        assertEquals(1, successor.size());
        assertEquals(Optional.of(other), successor.find(request(2, 64), 1_009));
        assertEquals(Optional.empty(), successor.find(request(2, 64), 1_010));
    }

    @Test
    void onlyWhoWasAnsweredIsRefusedWhenHeAsksAgain() {
        answers.refuse(REQUEST, Reason.LAYER_DOWN);
        assertEquals(0, answers.size());
        answers.put(REQUEST, reply(100), 0);
        answers.refuse(REQUEST, Reason.LAYER_DOWN);
        FlowMessage.Reply refusal = answers.find(REQUEST, Answers.KEPT_NS - 1).orElseThrow();
        assertEquals(64, refusal.eid());
        assertEquals(Reason.LAYER_DOWN.code(), refusal.response());
        assertEquals(Optional.empty(), answers.find(REQUEST, Answers.KEPT_NS), "it is not kept longer for it");
    }
}
