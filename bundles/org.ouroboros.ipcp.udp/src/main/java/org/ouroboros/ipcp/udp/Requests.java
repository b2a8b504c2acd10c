// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.ipcp.Allocation;

/** The flows that this IPCP asks its peers for, until there is an answer. Confined to the loop. */
final class Requests {
    /** How long a request waits for its reply: neither of them is sent again (network specification, 2.5). */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private final Membership member;
    private final Resolver resolver;
    private final Set<Request> waiting = new LinkedHashSet<>();

    Requests(Membership member, Resolver resolver) {
        this.member = member;
        this.resolver = resolver;
    }

    /** {@return how many requests wait} */
    int size() {
        return waiting.size();
    }

    /** Asks for a flow. */
    CompletableFuture<Allocation.Reply> allocate(Allocation allocation) {
        if (allocation.oap().length > FlowRequest.LONGEST_OAP) {
            return refused(
                    Reason.EXHAUSTED,
                    "a request of " + allocation.oap().length + " bytes: a layer over UDP carries "
                            + FlowRequest.LONGEST_OAP);
        }
        if (waiting.size() == member.limits().requests()) {
            return refused(
                    Reason.EXHAUSTED,
                    waiting.size() + " flows are being allocated already: raise max.requests of " + UdpSettings.PID
                            + ", or try again later");
        }
        Request request = new Request(allocation);
        waiting.add(request);
        request.begin();
        return request.reply;
    }

    /** Takes the answer of a peer. */
    void replied(FlowReply reply, InetSocketAddress source) {
        UdpFlow flow = member.flows().get(reply.sourceEid());
        Request request = flow == null ? null : flow.request();
        if (flow == null || request == null) {
            member.counters().add(Count.UNEXPECTED_REPLY);
        } else if (!flow.path().remote().address().equals(source)) {
            member.counters().add(Count.FOREIGN_REPLY);
        } else if (reply.response() == 0 && reply.destinationEid() == Frames.MANAGEMENT) {
            member.counters().add(Count.MALFORMED);
        } else {
            request.answered(flow, reply);
        }
    }

    /** Gives up all that wait. */
    void fail(String reason) {
        List.copyOf(waiting).forEach(request -> request.refuse(Reason.LAYER_DOWN, reason));
    }

    private static <T> CompletableFuture<T> refused(Reason reason, String message) {
        return CompletableFuture.failedFuture(new FlowRefused(reason, message));
    }

    /** One of them. It ends with its future, whoever completes that: the peer, the clock, or who asked. */
    final class Request {
        private final Allocation allocation;
        private final CompletableFuture<Allocation.Reply> reply = new CompletableFuture<>();
        private final LoopTimer deadline = member.loop().timer(this::late);
        private @Nullable Path path;
        private @Nullable UdpFlow flow;

        private Request(Allocation allocation) {
            this.allocation = allocation;
        }

        private void begin() {
            deadline.arm(LIMIT.toNanos());
            reply.whenComplete((done, failure) -> end(failure != null));
            resolver.find(allocation.destination()).thenAccept(this::resolved);
        }

        private void resolved(Optional<InetSocketAddress> address) {
            if (reply.isDone()) {
                return;
            }
            if (address.isEmpty()) {
                refuse(
                        Reason.UNREACHABLE,
                        "no peer and no host name for " + allocation.destination()
                                + ": declare the peer, or name the host so");
                return;
            }
            path = member.paths().enter(address.get());
            path.ready().thenAccept(this::send);
        }

        private void send(Path ready) {
            if (reply.isDone()) {
                return;
            }
            if (member.flows().full()) {
                refuse(
                        Reason.EXHAUSTED,
                        member.flows().size() + " flows are there already: raise max.flows of " + UdpSettings.PID);
                return;
            }
            path = null; // the flow leaves it
            flow = new UdpFlow(
                    member,
                    ready,
                    allocation.user().continues() ? Optional.of(allocation.destination()) : Optional.empty());
            flow.request(this);
            member.counters().add(Count.REQUESTS);
            member.send(
                    new FlowRequest(flow.eid(), allocation.qos(), allocation.destination(), allocation.oap()),
                    ready.remote());
        }

        private void answered(UdpFlow answeredFlow, FlowReply answer) {
            answeredFlow.request(null);
            if (answer.response() != 0) {
                Reason reason = Reason.ofCode(answer.response());
                refuse(
                        reason,
                        "peer " + answeredFlow.path().remote().label() + " refused the flow: " + reason.label()
                                + " (code " + answer.response() + ")");
                return;
            }
            answeredFlow.open(allocation.user(), answer.destinationEid());
            reply.complete(new Allocation.Reply(answeredFlow, answer.oap()));
        }

        private void late() {
            refuse(
                    Reason.TIMED_OUT,
                    (flow == null
                                    ? "the address of " + allocation.destination()
                                    : "the reply of " + flow.path().remote().label())
                            + " did not come within " + LIMIT.toSeconds() + " s");
        }

        private void refuse(Reason reason, String message) {
            reply.completeExceptionally(new FlowRefused(reason, message));
        }

        private void end(boolean failed) {
            waiting.remove(this);
            deadline.cancel();
            if (path != null) {
                member.paths().leave(path);
                path = null;
            }
            if (failed && flow != null) {
                flow.deallocate();
            }
        }
    }
}
