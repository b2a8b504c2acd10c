// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;

/**
 * What a member answered to requests for flows lately: who asks again is told the same, since the answer may have been lost. Confined to the
 * loop.
 */
final class Answers {
    /** Bytes that answers take at most; the oldest ones are forgotten. Enough for the first repetitions at 4,000 requests a second. */
    static final int MOST_BYTES = 8 << 20;

    /** Bytes that an answer takes beside what it says. */
    static final int RECORD_BYTES = 256;

    /** How long an answer is kept: longer than anybody waits for it. */
    static final long KEPT_NS = AskedFlows.LIMIT_NS + TimeUnit.SECONDS.toNanos(10);

    private static final byte[] NO_OAP = {};

    private final Map<RequestId, Answer> answers = new LinkedHashMap<>(); // the oldest first
    private long bytes;

    /**
     * An answer that goes from one member to its successor.
     *
     * @param request what was asked
     * @param reply what was answered
     * @param leftNs how long that is kept yet
     */
    record Left(RequestId request, FlowMessage.Reply reply, long leftNs) {}

    private record Answer(FlowMessage.Reply reply, long untilNs) {
        int bytes() {
            return RECORD_BYTES + reply.oap().length;
        }
    }

    /** Takes note of what was answered to a request. */
    void put(RequestId request, FlowMessage.Reply reply, long nowNs) {
        add(request, new Answer(reply, nowNs + KEPT_NS));
        forget(nowNs);
    }

    /** {@return what was answered to a request} */
    Optional<FlowMessage.Reply> find(RequestId request, long nowNs) {
        Answer answer = answers.get(request);
        return answer == null || nowNs - answer.untilNs() >= 0 ? Optional.empty() : Optional.of(answer.reply());
    }

    /** Has whoever asks again be refused, if he was answered. */
    void refuse(RequestId request, Reason reason) {
        FlowMessage.Reply refusal = new FlowMessage.Reply(request.end().eid(), 0, reason.code(), NO_OAP);
        answers.computeIfPresent(request, (same, answer) -> {
            Answer refused = new Answer(refusal, answer.untilNs());
            bytes += refused.bytes() - answer.bytes();
            return refused;
        });
    }

    /** {@return all answers that are kept yet, the oldest first} */
    List<Left> left(long nowNs) {
        return answers.entrySet().stream()
                .map(each -> new Left(
                        each.getKey(), each.getValue().reply(), each.getValue().untilNs() - nowNs))
                .filter(left -> left.leftNs() > 0)
                .toList();
    }

    /** Takes note of what a predecessor answered, the oldest first. */
    void restore(List<Left> left, long nowNs) {
        left.forEach(each -> add(each.request(), new Answer(each.reply(), nowNs + Math.min(each.leftNs(), KEPT_NS))));
        forget(nowNs);
    }

    int size() {
        return answers.size();
    }

    private void add(RequestId request, Answer answer) {
        Answer before = answers.remove(request); // the new one is the latest
        bytes += answer.bytes() - (before == null ? 0 : before.bytes());
        answers.put(request, answer);
    }

    private void forget(long nowNs) {
        for (Iterator<Answer> oldest = answers.values().iterator(); oldest.hasNext(); ) {
            Answer answer = oldest.next();
            if (nowNs - answer.untilNs() < 0 && bytes <= MOST_BYTES) {
                return;
            }
            bytes -= answer.bytes();
            oldest.remove();
        }
    }
}
