// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;

/**
 * The flows that a member asked others for, until they are answered. Confined to the loop.
 *
 * <p>A request or its answer may be lost, so it is repeated, at longer and longer intervals, under a code of its own: who has the request
 * already answers as before, and members of the C prototype, which would allocate another flow, ignore it.
 */
final class AskedFlows {
    /** How long a flow may take; then nobody waits for it any more (end-to-end specification, section 5.3). */
    static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

    /** How long an answer may take until the request is repeated; each time twice as long. */
    private static final long FIRST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final IpcpLoop loop;
    private final BiConsumer<UnicastFlow, FlowMessage> say;
    private final Map<UnicastFlow, Asked> asked = new HashMap<>(); // as many as there are flows
    private long repeated;

    /**
     * Without flows yet.
     *
     * @param loop the loop that it lives on
     * @param say sends a message to the member that a flow is asked of
     */
    AskedFlows(IpcpLoop loop, BiConsumer<UnicastFlow, FlowMessage> say) {
        this.loop = loop;
        this.say = say;
    }

    /** {@return how often a request was repeated} */
    long repeated() {
        return repeated;
    }

    /**
     * Asks for a flow.
     *
     * @param flow this end of it
     * @param request what is asked
     * @param user takes what arrives
     * @return completes with the flow, or with {@link FlowRefused}
     */
    CompletableFuture<Allocation.Reply> ask(UnicastFlow flow, FlowMessage.Request request, FlowUser user) {
        Asked one = new Asked(flow, request, user);
        asked.put(flow, one);
        one.begin();
        return one.reply;
    }

    /** {@return whether a flow is asked for} */
    boolean contains(UnicastFlow flow) {
        return asked.containsKey(flow);
    }

    /** Takes the answer to the request for a flow; {@return false if nobody waits for it} */
    boolean answered(UnicastFlow flow, FlowMessage.Reply answer) {
        Asked one = remove(flow);
        if (one == null) {
            return false;
        }
        if (answer.response() < 0) {
            Reason reason = Reason.ofCode(answer.response());
            one.refuse(
                    reason,
                    "member " + Address.text(flow.peer()) + " refused the flow: " + reason.label() + " (code "
                            + answer.response() + ")");
        } else {
            flow.open(one.user, answer.sourceEid());
            one.reply.complete(new Allocation.Reply(flow, answer.oap()));
        }
        return true;
    }

    /** Gives a flow up. */
    void refuse(UnicastFlow flow, Reason reason, String message) {
        Asked one = remove(flow);
        if (one != null) {
            one.refuse(reason, message);
        }
    }

    private @Nullable Asked remove(UnicastFlow flow) {
        Asked one = asked.remove(flow);
        if (one != null) {
            one.patience.cancel();
        }
        return one;
    }

    /** One of them. */
    private final class Asked {
        private final UnicastFlow flow;
        private final FlowMessage.Request request;
        private final FlowUser user;
        private final CompletableFuture<Allocation.Reply> reply = new CompletableFuture<>();
        private final LoopTimer patience = loop.timer(this::goOn);
        private final long untilNs = loop.nowNs() + LIMIT_NS;
        private long waitNs = FIRST_WAIT_NS;

        Asked(UnicastFlow flow, FlowMessage.Request request, FlowUser user) {
            this.flow = flow;
            this.request = request;
            this.user = user;
        }

        void begin() {
            patience.arm(waitNs);
            say.accept(flow, request);
        }

        private void goOn() {
            long leftNs = untilNs - loop.nowNs();
            if (leftNs <= 0) {
                AskedFlows.this.refuse(
                        flow,
                        Reason.TIMED_OUT,
                        "no answer of member " + Address.text(flow.peer()) + " came within "
                                + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s");
                return;
            }
            repeated++;
            waitNs *= 2;
            patience.arm(Math.min(waitNs, leftNs));
            say.accept(flow, new FlowMessage.Repetition(request));
        }

        void refuse(Reason reason, String message) {
            flow.deallocate();
            reply.completeExceptionally(new FlowRefused(reason, message));
        }
    }
}
