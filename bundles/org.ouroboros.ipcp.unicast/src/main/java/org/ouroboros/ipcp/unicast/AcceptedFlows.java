// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.loop.IpcpLoop;

/**
 * The flows that others asked a member for, and what they were answered: each request is answered once, and a repetition of it as before.
 * Confined to the loop.
 */
final class AcceptedFlows {
    private static final byte[] NO_OAP = {};

    private final IpcpLoop loop;
    private final Voice voice;
    private final Map<RequestId, UnicastFlow> accepted = new HashMap<>(); // as many as there are flows
    private final Answers answers = new Answers();
    private long duplicates;
    private long answeredAgain;

    /** How others are told something. */
    interface Voice {
        /** Sends a message to the member that has the other end of a flow. */
        void say(PeerEnd to, int cube, FlowMessage message);
    }

    /**
     * Without flows yet.
     *
     * @param loop the loop that it lives on
     * @param voice tells others what is answered
     */
    AcceptedFlows(IpcpLoop loop, Voice voice) {
        this.loop = loop;
        this.voice = voice;
    }

    /** {@return what was answered lately} */
    Answers answers() {
        return answers;
    }

    /** {@return how many copies of requests came that were not answered} */
    long duplicates() {
        return duplicates;
    }

    /** {@return how many repetitions of requests were answered as before} */
    long answeredAgain() {
        return answeredAgain;
    }

    /**
     * Looks at a request that came.
     *
     * @param request which one
     * @param repeated whether who asked says that he repeats it; then he is answered as before, if he was
     * @param cube QoS cube of the flow
     * @return whether it is a new one
     */
    boolean isNew(RequestId request, boolean repeated, int cube) {
        Optional<FlowMessage.Reply> before = answers.find(request, loop.nowNs());
        if (repeated && before.isPresent()) {
            answeredAgain++;
            voice.say(request.end(), cube, before.get());
            return false;
        }
        boolean known = before.isPresent() || accepted.containsKey(request);
        if (known) {
            duplicates++;
        }
        return !known;
    }

    /** Takes note of a flow that a request is to make, or has made. */
    void put(UnicastFlow flow) {
        flow.request().ifPresent(request -> accepted.put(request, flow));
    }

    /** Answers the request for a flow, unless that has ended; then it is answered already. */
    void answer(UnicastFlow flow, int response, byte[] oap) {
        flow.request()
                .filter(request -> accepted.get(request) == flow)
                .ifPresent(request -> answer(flow, request, response, oap));
    }

    /** Takes note that a flow has ended. Who has no answer yet is told why; who asks again, since it was lost, is told so, too. */
    void ended(UnicastFlow flow, Reason reason) {
        flow.request().filter(request -> accepted.remove(request, flow)).ifPresent(request -> {
            if (flow.wasOpen()) {
                answers.refuse(request, reason);
            } else if (answers.find(request, loop.nowNs()).isEmpty()) {
                answer(flow, request, reason.code(), NO_OAP);
            }
        });
    }

    private void answer(UnicastFlow flow, RequestId request, int response, byte[] oap) {
        FlowMessage.Reply reply = new FlowMessage.Reply(flow.peerEid(), flow.eid(), response, oap);
        answers.put(request, reply, loop.nowNs());
        voice.say(request.end(), flow.cube(), reply);
    }
}
