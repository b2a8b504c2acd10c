// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityPolicy.Machine;
import org.ouroboros.policy.reliability.ReliabilityState;

/**
 * FRCP for one flow (end-to-end specification, section 2): reads and writes headers, and leaves the rest to the two directions.
 * Confined to the loop.
 *
 * <p>Every packet of the one direction carries the window and the acknowledgement of the other. A packet without payload is marked with DRF
 * and the oldest number that is not acknowledged, which has the prototype accept what follows.
 */
final class FrcpMachine implements Machine, Outlet {
    private final FlowEnd flow;
    private final Deadlines deadlines;
    private final Counts counts = new Counts();
    private final RttEstimator rtt = new RttEstimator();
    private final Sender sender;
    private final Receiver receiver;
    private boolean heard; // of the peer, at any time
    private long heardNs;

    /** Makes a machine whose first packet has a number. */
    FrcpMachine(FlowEnd flow, int first) {
        this.flow = flow;
        this.deadlines = new Deadlines(flow.loop());
        if (flow.qos().reliable()) {
            this.sender = new ReliableSender(flow, this, deadlines, counts, rtt, first);
            this.receiver = new ReliableReceiver(flow, this, deadlines, counts);
        } else {
            this.sender = new OrderedSender(flow, this, deadlines, counts, first);
            this.receiver = new OrderedReceiver(flow, this, deadlines, counts);
        }
    }

    /** Makes a machine that begins with a number that nobody can know. Any thread. */
    static FrcpMachine open(FlowEnd flow) {
        byte[] first = new byte[Integer.BYTES];
        flow.loop().secureRandom(first);
        return new FrcpMachine(flow, ByteBuffer.wrap(first).getInt());
    }

    @Override
    public int headerBytes() {
        return FrcpFormat.HEADER;
    }

    @Override
    public boolean writable() {
        return sender.writable();
    }

    @Override
    public int pieces() {
        return Pieces.most(flow.peerIsOurs());
    }

    @Override
    public void write(Packet packet) {
        sender.write(packet);
    }

    @Override
    public void receive(Packet packet) {
        if (packet.length() < FrcpFormat.HEADER || !plausible(packet)) {
            counts.implausible++;
            packet.release();
            return;
        }
        MemorySegment bytes = packet.segment();
        int at = packet.offset();
        int flags = FrcpFormat.flags(bytes, at);
        int seqno = FrcpFormat.seqno(bytes, at);
        long nowNs = flow.loop().recentNs();
        heard = true;
        heardNs = nowNs;
        take(flags, FrcpFormat.window(bytes, at), FrcpFormat.ackno(bytes, at), nowNs);
        if ((flags & FrcpFormat.DATA) != 0) {
            packet.popHeader(FrcpFormat.HEADER);
            receiver.receive(packet, flags, seqno, nowNs);
        } else {
            packet.release();
            if ((flags & FrcpFormat.RDVS) != 0) {
                receiver.rendezvous((flags & FrcpFormat.DRF) != 0, seqno, nowNs);
            }
        }
        sender.wake();
    }

    @Override
    public boolean isControl(Packet packet) {
        return packet.length() == FrcpFormat.HEADER && plausible(packet);
    }

    @Override
    public void roomAgain() {
        receiver.roomAgain(flow.loop().nowNs());
    }

    @Override
    public boolean settled() {
        return sender.settled();
    }

    @Override
    public void farewell() {
        receiver.farewell();
    }

    @Override
    public Optional<ReliabilityState> state() {
        return Optional.of(new ReliabilityState(sender.state(), receiver.state(), rtt.state(), heardNs));
    }

    @Override
    public ReliabilityState handOver() {
        ReliabilityState state = new ReliabilityState(sender.handOver(), receiver.handOver(), rtt.state(), heardNs);
        deadlines.cancel();
        return state;
    }

    @Override
    public void resume(ReliabilityState state) {
        FrcpPolicy.requireFitting(state);
        long nowNs = flow.loop().nowNs();
        heard = state.receiving().open();
        heardNs = state.heardNs();
        rtt.resume(state.roundTrip());
        sender.resume(state.sending(), nowNs);
        receiver.resume(state.receiving(), nowNs);
    }

    @Override
    public void close() {
        deadlines.cancel();
        sender.close();
        receiver.close();
    }

    @Override
    public void send(Packet packet, int flags, int seqno) {
        packet.pushHeader(FrcpFormat.HEADER);
        transmit(packet, flags | told(), seqno);
    }

    @Override
    public void sendBare(int flags) {
        int content = flags & (told() | FrcpFormat.RDVS);
        Packet packet = content == 0 ? null : flow.pool().take();
        if (packet != null) {
            packet.append(FrcpFormat.HEADER);
            transmit(packet, content | FrcpFormat.DRF, sender.sendWindow().lwe());
        }
    }

    Counts counts() {
        return counts;
    }

    private void take(int flags, int window, int ackno, long nowNs) {
        boolean bare = (flags & FrcpFormat.DATA) == 0;
        if ((flags & FrcpFormat.ACK) != 0) {
            sender.acknowledged(ackno, bare, nowNs);
        }
        if ((flags & FrcpFormat.FC) != 0) {
            sender.window(window, bare && (flags & FrcpFormat.DRF) != 0, nowNs);
        }
    }

    /** {@return what can be said of the other direction now} */
    private int told() {
        if (!receiver.isOpen()) {
            return 0;
        }
        boolean recent = heard && flow.loop().recentNs() - heardNs <= Times.ACKNOWLEDGE_NS;
        return receiver.acknowledges() && recent ? FrcpFormat.ACK | FrcpFormat.FC : FrcpFormat.FC;
    }

    /** Fills the header in, and sends the packet. */
    private void transmit(Packet packet, int flags, int seqno) {
        boolean acknowledges = (flags & FrcpFormat.ACK) != 0;
        int ackno = acknowledges ? receiver.expected() : 0;
        int window = 0;
        if ((flags & FrcpFormat.FC) != 0) {
            window = receiver.edge();
            receiver.told(window, acknowledges);
        }
        FrcpFormat.write(packet.segment(), packet.offset(), flags, window, seqno, ackno);
        flow.transmit(packet);
    }

    private boolean plausible(Packet packet) {
        int flags = FrcpFormat.flags(packet.segment(), packet.offset());
        return FrcpFormat.plausible(flags, packet.length(), flow.peerIsOurs());
    }
}
