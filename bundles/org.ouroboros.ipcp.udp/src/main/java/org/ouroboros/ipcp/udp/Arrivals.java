// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.IpcpHost;

/** The flows that peers ask this IPCP for. Confined to the loop. */
final class Arrivals {
    private static final System.Logger LOG = System.getLogger(Arrivals.class.getName());
    private static final byte[] NOTHING = {};

    /** Fact of an end that is handed over: hash of the request for it. */
    private static final String REQUEST = "request";

    /** Who asks, by which EID. */
    private record Origin(InetSocketAddress peer, int eid) {}

    /** A request that made a flow. The hash tells a copy of it from another request with the same origin. */
    private record Arrival(Origin origin, int hash) {}

    private final Membership member;
    private final IpcpHost host;

    /** The request of each flow that a peer asked for, while there is that flow. */
    private final Map<UdpFlow, Arrival> arrivals = new HashMap<>();

    /** The latest flow of each origin. */
    private final Map<Origin, UdpFlow> byOrigin = new HashMap<>();

    /** Requests that wait for a path or for an answer. */
    private int waiting;

    Arrivals(Membership member, IpcpHost host) {
        this.member = member;
        this.host = host;
    }

    /** {@return how many flows peers asked for} */
    int size() {
        return arrivals.size();
    }

    /** Takes the request of a peer. */
    void requested(FlowRequest request, InetSocketAddress peer) {
        Origin origin = new Origin(peer, request.sourceEid());
        int hash = 31 * request.destination().hashCode() + Arrays.hashCode(request.oap());
        Arrival earlier = arrival(origin);
        if (request.sourceEid() == Frames.MANAGEMENT) {
            member.counters().add(Count.MALFORMED);
        } else if (earlier != null && earlier.hash() == hash) {
            member.counters().add(Count.DUPLICATE_REQUEST);
        } else if (waiting == member.limits().arrivals() || member.flows().full()) {
            member.counters().add(Count.TOO_MANY_REQUESTS);
        } else {
            take(request, new Arrival(origin, hash));
        }
    }

    /** {@return what a successor has to know of a flow to tell a copy of its request; nothing of one that no peer asked for} */
    Map<String, String> facts(UdpFlow flow) {
        Arrival arrival = arrivals.get(flow);
        return arrival == null ? Map.of() : Map.of(REQUEST, Integer.toString(arrival.hash()));
    }

    /** Takes note of a flow that a predecessor had. */
    void resume(UdpFlow flow, Map<String, String> facts) {
        String hash = facts.get(REQUEST);
        if (hash != null) {
            Origin origin = new Origin(flow.path().remote().address(), flow.peerEid());
            arrivals.put(flow, new Arrival(origin, Integer.parseInt(hash)));
            byOrigin.put(origin, flow);
        }
    }

    /** Forgets a flow that ended. */
    void ended(UdpFlow flow) {
        Arrival arrival = arrivals.remove(flow);
        if (arrival != null) {
            byOrigin.remove(arrival.origin(), flow);
        }
    }

    private @Nullable Arrival arrival(Origin origin) {
        UdpFlow flow = byOrigin.get(origin);
        return flow == null ? null : arrivals.get(flow);
    }

    private void take(FlowRequest request, Arrival arrival) {
        member.counters().add(Count.ARRIVALS);
        waiting++;
        UdpFlow flow = new UdpFlow(member, member.paths().enter(arrival.origin().peer()), Optional.empty());
        arrivals.put(flow, arrival);
        byOrigin.put(arrival.origin(), flow);
        flow.path()
                .ready()
                .thenCompose(path ->
                        host.arrived(new Allocation.Arrival(request.destination(), request.qos(), request.oap(), flow)))
                .whenComplete((acceptance, failure) -> answered(flow, request.sourceEid(), acceptance, failure));
    }

    private void answered(
            UdpFlow flow, int peerEid, Allocation.@Nullable Acceptance acceptance, @Nullable Throwable failure) {
        waiting--;
        if (acceptance != null && flow.state() == UdpFlow.State.DOWN) {
            acceptance.user().down("the IPCP left its layer before the flow was accepted");
        } else if (flow.state() != UdpFlow.State.DOWN) {
            FlowReply reply = reply(host.ipcp(), flow, peerEid, acceptance, failure);
            if (acceptance != null && reply.response() == 0) {
                flow.open(acceptance.user(), peerEid);
            } else {
                refused(flow, acceptance);
            }
            member.send(reply, flow.path().remote());
        }
    }

    private static void refused(UdpFlow flow, Allocation.@Nullable Acceptance acceptance) {
        boolean pending = flow.state() == UdpFlow.State.PENDING;
        flow.deallocate();
        if (pending && acceptance != null) {
            acceptance.user().deallocated();
        }
    }

    private static FlowReply reply(
            String ipcp,
            UdpFlow flow,
            int peerEid,
            Allocation.@Nullable Acceptance acceptance,
            @Nullable Throwable failure) {
        if (acceptance == null || flow.state() == UdpFlow.State.RELEASED) {
            return new FlowReply(peerEid, 0, code(failure), NOTHING);
        }
        if (acceptance.oap().length > FlowReply.LONGEST_OAP) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: an answer of {1} bytes does not fit the {2} that a layer over UDP carries; the flow is"
                            + " refused",
                    ipcp,
                    String.valueOf(acceptance.oap().length),
                    String.valueOf(FlowReply.LONGEST_OAP));
            return new FlowReply(peerEid, 0, Reason.EXHAUSTED.code(), NOTHING);
        }
        return new FlowReply(peerEid, flow.eid(), 0, acceptance.oap());
    }

    private static int code(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof FlowRefused refused ? refused.reason().code() : Reason.REFUSED_BY_PEER.code();
    }
}
