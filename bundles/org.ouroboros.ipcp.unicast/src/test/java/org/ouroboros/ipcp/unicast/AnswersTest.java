// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;

/** What was answered is known for as long as somebody may ask again, and within bounds. */
class AnswersTest {
    private static final PeerEnd END = new PeerEnd(1, 64);

    private final Answers answers = new Answers();

    private static FlowMessage.Reply reply(long eid) {
        return new FlowMessage.Reply(64, eid, 0, new byte[0]);
    }

    @Test
    void anAnswerIsKnownUntilNobodyWaitsForItAnyMore() {
        FlowMessage.Reply reply = reply(100);
        answers.put(END, reply, 5);
        assertEquals(Optional.of(reply), answers.find(END, 5 + AskedFlows.LIMIT_NS));
        assertEquals(Optional.empty(), answers.find(END, 5 + Answers.KEPT_NS));
        assertEquals(Optional.empty(), answers.find(new PeerEnd(2, 64), 5));
        assertEquals(Optional.empty(), answers.find(new PeerEnd(1, 65), 5));
    }

    @Test
    void whatIsTooOldIsForgottenWhenSomethingComes() {
        answers.put(END, reply(100), 0);
        answers.put(new PeerEnd(2, 64), reply(101), Answers.KEPT_NS);
        assertEquals(1, answers.size());
    }

    @Test
    void thereAreNotMoreThanSoManyAndTheOldestGo() {
        for (long eid = 0; eid <= Answers.MOST; eid++) {
            answers.put(new PeerEnd(1, 64 + eid), reply(eid), eid);
        }
        assertEquals(Answers.MOST, answers.size());
        assertEquals(Optional.empty(), answers.find(END, 0));
        assertEquals(1, answers.find(new PeerEnd(1, 65), 0).orElseThrow().sourceEid());
    }

    @Test
    void whatIsLeftToASuccessorIsKnownThereForTheRestOfTheTime() {
        FlowMessage.Reply other = reply(101);
        answers.put(END, reply(100), 0);
        answers.put(new PeerEnd(2, 64), other, 10);
        Answers successor = new Answers();
        successor.restore(answers.left(Answers.KEPT_NS), 1_000);
        assertEquals(1, successor.size());
        assertEquals(Optional.of(other), successor.find(new PeerEnd(2, 64), 1_009));
        assertEquals(Optional.empty(), successor.find(new PeerEnd(2, 64), 1_010));
    }

    @Test
    void onlyWhatWasAnsweredIsReplaced() {
        FlowMessage.Reply other = reply(7);
        answers.replace(END, other);
        assertEquals(0, answers.size());
        answers.put(END, reply(100), 0);
        answers.replace(END, other);
        assertEquals(Optional.of(other), answers.find(END, Answers.KEPT_NS - 1));
        assertEquals(Optional.empty(), answers.find(END, Answers.KEPT_NS), "it is not kept longer for it");
    }
}
