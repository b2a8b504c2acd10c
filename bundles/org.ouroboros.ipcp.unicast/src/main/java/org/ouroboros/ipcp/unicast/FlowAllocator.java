// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.wire.FlowMessage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.swap.StateRefused;

/**
 * The flow allocator of a member: has the flows of the layer that end here (network specification, sections 6 and 7). Confined to the
 * loop.
 */
final class FlowAllocator implements AutoCloseable {
    /** Endpoint id of the component. */
    static final long EID = 0;

    private static final System.Logger LOG = System.getLogger(FlowAllocator.class.getName());

    private static final byte[] NO_OAP = {};

    /** QoS cube of what systems say to each other: it is little, and does not wait behind flows. */
    private static final int WORDS = 2;

    private final IpcpHost host;
    private final long own;
    private final int hashBytes;
    private final DataTransfer transfer;
    private final CongestionControl congestion;
    private final FlowTable flows;
    private final AskedFlows asked;
    private final AcceptedFlows accepted;
    private final BlockedFlows blocked = new BlockedFlows();
    private long malformed;
    private long unexpected;
    private long unknownEid;
    private long notOpen;
    private long unsent;
    private long echoes;

    /**
     * Makes an allocator without flows.
     *
     * @param host what the system does for the IPCP
     * @param own address of this member
     * @param hashBytes length of a hash of the layer
     * @param policies what is present
     * @param names the policies to use
     * @param transfer carries the messages and the packets
     */
    FlowAllocator(IpcpHost host, long own, int hashBytes, Policies policies, PolicyNames names, DataTransfer transfer) {
        this.host = host;
        this.own = own;
        this.hashBytes = hashBytes;
        this.transfer = transfer;
        this.flows = new FlowTable(host.loop().random());
        this.asked = new AskedFlows(host.loop(), this::say);
        this.accepted = new AcceptedFlows(host.loop(), this::say);
        this.congestion = new CongestionControl(host.ipcp(), host.loop(), policies, names, flows::all);
    }

    /** Asks the member at an address, which is another one, for a flow. */
    CompletableFuture<Allocation.Reply> allocate(Allocation request, long address) {
        int length = FlowMessage.HEADER_BYTES + request.destination().bytes().length + request.oap().length;
        int room = largestMessage();
        if (length > room) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    Reason.EXHAUSTED,
                    "a request of " + length + " bytes does not fit the " + room
                            + " that a member of the layer takes"));
        }
        if (flows.isFull()) {
            return CompletableFuture.failedFuture(full());
        }
        if (!transfer.reaches(address)) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    Reason.UNREACHABLE,
                    "member " + Address.text(address) + " has registered the name, and there is no route to it now"));
        }
        UnicastFlow flow = newFlow(new PeerEnd(address, 0), request.qos(), Optional.empty());
        return asked.ask(
                flow,
                new FlowMessage.Request(own, flow.eid(), request.qos(), request.destination(), request.oap()),
                request.user());
    }

    /** Takes a message of another member's allocator; ownership passes. */
    void receive(Packet packet) {
        Optional<FlowMessage> message = FlowMessage.decode(Connection.bytes(packet), hashBytes);
        if (message.isEmpty()) {
            malformed++;
            return;
        }
        switch (message.get()) {
            case FlowMessage.Request request -> arrived(request, false);
            case FlowMessage.Repetition(FlowMessage.Request request) -> arrived(request, true);
            case FlowMessage.Reply reply -> answered(reply);
            case FlowMessage.Update(long eid, int ece) -> {
                UnicastFlow flow = flows.find(eid);
                if (flow == null) {
                    unexpected++;
                } else {
                    flow.echoed(ece);
                }
            }
            case FlowMessage.Deallocation(long eid, long sourceEid) -> {
                UnicastFlow flow = flows.find(eid);
                if (flow == null || flow.peerEid() != sourceEid) {
                    unexpected++;
                } else {
                    flow.peerDeallocated();
                }
            }
            case FlowMessage.Word(long source, byte[] text) -> {
                if (source == 0 || source == own) {
                    malformed++;
                } else {
                    host.told(source, text);
                }
            }
        }
    }

    /** Says something to the system of another member; {@return whether it was sent} */
    boolean tell(long member, byte[] text) {
        FlowMessage.Word word = new FlowMessage.Word(own, text);
        if (FlowMessage.HEADER_BYTES + text.length > largestMessage() || !transfer.reaches(member)) {
            unsent++;
            return false;
        }
        return say(new PeerEnd(member, 0), WORDS, word);
    }

    /** Takes a packet of a flow; ownership passes. */
    void receive(long eid, int ecn, Packet packet) {
        UnicastFlow flow = flows.find(eid);
        if (flow == null) {
            unknownEid++;
            packet.release();
        } else {
            flow.receive(ecn, packet);
        }
    }

    /** Says that the layer takes packets again that it did not take. */
    void writableAgain() {
        for (int left = blocked.size(); left > 0; left--) {
            UnicastFlow flow = blocked.poll();
            if (flow == null) {
                return; // the others ended meanwhile
            }
            flow.unblock();
        }
    }

    /** {@return the pace of the flows} */
    CongestionControl congestion() {
        return congestion;
    }

    /** {@return what was answered to requests for flows lately} */
    Answers answers() {
        return accepted.answers();
    }

    /** {@return how many flows wait for the layer, at most half of which have ended} */
    int blocked() {
        return blocked.size();
    }

    int flows() {
        return flows.size();
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("flows now", (long) flows.size());
        counters.put("flow packets dropped: no such endpoint", unknownEid);
        counters.put("flow packets dropped: flow not open", notOpen);
        counters.put("flow messages dropped: malformed", malformed);
        counters.put("flow messages dropped: duplicate", accepted.duplicates());
        counters.put("flow messages dropped: unexpected", unexpected);
        counters.put("flow requests repeated", asked.repeated());
        counters.put("flow requests answered again", accepted.answeredAgain());
        counters.put("flow messages not sent: no packet", unsent);
        counters.put("congestion echoes sent", echoes);
        return counters;
    }

    @Override
    public void close() {
        String reason = "ipcp '" + host.ipcp() + "' left its layer";
        for (UnicastFlow flow : flows.all()) {
            if (asked.contains(flow)) {
                asked.refuse(flow, Reason.LAYER_DOWN, reason);
            } else {
                if (flow.isOpen()) {
                    tellDeallocated(flow);
                }
                flow.fail(reason);
            }
        }
        congestion.close();
    }

    /** Leaves the flows to a successor; nobody is told. What is not accepted yet is refused. {@return the flows} */
    List<MemberState.End> handOver() {
        String reason = "ipcp '" + host.ipcp() + "' was replaced before the flow was accepted: ask again";
        List<MemberState.End> ends = new ArrayList<>();
        for (UnicastFlow flow : flows.all()) {
            if (asked.contains(flow)) {
                asked.refuse(flow, Reason.LAYER_DOWN, reason);
            } else if (flow.isOpen()) {
                ends.add(flow.handOver().end());
            } else {
                flow.fail(reason);
            }
        }
        congestion.close();
        return ends;
    }

    /**
     * Takes the flows of a predecessor over; {@link #resume} follows when they are carried.
     *
     * @throws StateRefused if there is no place for one of them
     */
    void restore(List<LeftEnd> ends) {
        for (LeftEnd end : ends) {
            UnicastFlow flow = new UnicastFlow(this, end, congestion);
            if (!flows.restore(flow)) {
                throw new StateRefused("it has no place for the flow with EID " + Long.toHexString(end.eid()));
            }
            accepted.put(flow);
        }
    }

    /** Goes on with the flows that were taken over. */
    void resume() {
        flows.all().forEach(UnicastFlow::resume);
    }

    // ---- for flows ----

    IpcpLoop loop() {
        return host.loop();
    }

    void send(UnicastFlow flow, Packet packet) {
        transfer.send(flow.peer(), flow.cube(), flow.peerEid(), flow.peerEid(), packet);
    }

    boolean writable(UnicastFlow flow) {
        return transfer.writable(flow.peer(), flow.peerEid());
    }

    /** {@return a number that changes whenever a packet has to wait below} */
    long waits() {
        return transfer.waits();
    }

    /** Has a flow unblocked when the layer takes packets again. */
    void block(UnicastFlow flow) {
        blocked.add(flow);
    }

    int headroom() {
        return transfer.headroom();
    }

    int largestPacket() {
        return transfer.largestPacket();
    }

    void discard(Packet packet) {
        notOpen++;
        packet.release();
    }

    void echo(UnicastFlow flow, int ece) {
        echoes++;
        say(flow, new FlowMessage.Update(flow.peerEid(), ece));
    }

    void tellDeallocated(UnicastFlow flow) {
        say(flow, new FlowMessage.Deallocation(flow.peerEid(), flow.eid()));
    }

    void ended(UnicastFlow flow) {
        flows.remove(flow);
        if (flow.isBlocked()) {
            blocked.ended();
        }
    }

    /** Takes note that a flow has ended for good, as whoever asks for it still is to know. */
    void over(UnicastFlow flow, Reason reason) {
        accepted.ended(flow, reason);
    }

    // ---- steps ----

    private void arrived(FlowMessage.Request request, boolean again) {
        if (request.source() == 0
                || request.source() == own
                || Long.compareUnsigned(request.sourceEid(), FlowTable.FIRST_EID) < 0) {
            malformed++;
            return;
        }
        RequestId id = RequestId.of(request);
        if (!accepted.isNew(id, again, cube(request.qos()))) {
            return;
        }
        if (flows.isFull()) {
            var _ = say(id.end(), 0, new FlowMessage.Reply(id.end().eid(), 0, Reason.EXHAUSTED.code(), NO_OAP));
            return;
        }
        UnicastFlow flow = newFlow(id.end(), request.qos(), Optional.of(id));
        accepted.put(flow);
        host.arrived(new Allocation.Arrival(request.destination(), request.qos(), request.oap(), flow))
                .whenComplete((acceptance, failure) -> answer(flow, acceptance, failure));
    }

    private void answer(UnicastFlow flow, Allocation.@Nullable Acceptance acceptance, @Nullable Throwable failure) {
        if (acceptance == null) {
            refuse(flow, code(failure));
        } else if (flows.find(flow.eid()) != flow) {
            acceptance.user().down("the flow ended before it was there");
        } else if (!fits(acceptance.oap())) {
            refuse(flow, Reason.EXHAUSTED.code());
            acceptance.user().deallocated();
        } else {
            flow.open(acceptance.user());
            accepted.answer(flow, 0, acceptance.oap());
        }
    }

    private void refuse(UnicastFlow flow, int response) {
        accepted.answer(flow, response, NO_OAP);
        flow.deallocate();
    }

    /** {@return whether a member takes an answer} Certificates and keys of some kinds make it too long. */
    private boolean fits(byte[] oap) {
        int length = FlowMessage.HEADER_BYTES + oap.length;
        int room = largestMessage();
        if (length > room) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: an answer of {1} bytes does not fit the {2} that a member of the layer takes; the flow is"
                            + " refused",
                    host.ipcp(),
                    String.valueOf(length),
                    String.valueOf(room));
        }
        return length <= room;
    }

    private void answered(FlowMessage.Reply reply) {
        UnicastFlow flow = flows.find(reply.eid());
        if (flow == null || !asked.answered(flow, reply)) {
            unexpected++;
        }
    }

    private UnicastFlow newFlow(PeerEnd peer, QosSpec qos, Optional<RequestId> asked) {
        UnicastFlow flow = new UnicastFlow(this, flows.newEid(), peer, cube(qos), asked, congestion);
        flows.put(flow);
        return flow;
    }

    private void say(UnicastFlow flow, FlowMessage message) {
        var _ = say(flow.peerEnd(), flow.cube(), message);
    }

    /** Sends a message to the member at the other end of a flow, in order with the packets of the flow. */
    private boolean say(PeerEnd to, int cube, FlowMessage message) {
        Packet packet = host.pool().take();
        byte[] bytes = message.encode();
        if (packet == null || bytes.length > PacketPool.LARGEST_PAYLOAD) {
            unsent++;
            if (packet != null) {
                packet.release();
            }
            return false;
        }
        packet.put(ByteBuffer.wrap(bytes));
        transfer.send(to.address(), cube, EID, to.eid(), packet);
        return true;
    }

    /** {@return length of the longest message that every member takes} */
    private int largestMessage() {
        return Math.min(FlowMessage.LONGEST_BYTES, largestPacket());
    }

    private FlowRefused full() {
        return new FlowRefused(
                Reason.EXHAUSTED,
                "IPCP '" + host.ipcp() + "' has " + FlowTable.MOST_FLOWS + " flows, which is the most");
    }

    private static int code(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof FlowRefused refused ? refused.reason().code() : Reason.REFUSED_BY_PEER.code();
    }

    /** {@return the QoS cube of a flow} (network specification, section 1.4) */
    static int cube(QosSpec qos) {
        boolean bounded = Long.compareUnsigned(qos.bandwidthBitsPerSecond(), 100_000) <= 0;
        if (qos.delayMs() <= 50 && bounded && qos.availability() >= 5 && qos.maxGapMs() <= 50) {
            return 2;
        }
        return qos.delayMs() <= 100 && qos.availability() >= 3 && qos.maxGapMs() <= 100 ? 1 : 0;
    }
}
