// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityState;

/** One end of a flow, without anything between it and its machine, which may be another one at any time. Keeps a record of what the machine does. */
final class LoneEnd implements FlowEnd {
    private static final int FIRST = 1_000;
    private static final int PEER_FIRST = 5_000;

    final SimulatedLoop loop = new SimulatedLoop(1);
    final PacketPool pool = new PacketPool(4L << 20);
    final List<String> done = new ArrayList<>();
    private final QosSpec qos;
    private final boolean ours;
    private final long sinceNs = loop.nowNs();
    private FrcpMachine machine;
    private int room = 1_000;
    private int said;

    /**
     * Makes an end with a machine.
     *
     * @param ours whether the peer is of this implementation
     */
    LoneEnd(QosSpec qos, boolean ours) {
        this.qos = qos;
        this.ours = ours;
        this.machine = new FrcpMachine(this, FIRST);
    }

    FrcpMachine machine() {
        return machine;
    }

    /** Has another machine go on. */
    void handOver() {
        handOver(Duration.ZERO);
    }

    /** Has another machine go on after some time. */
    void handOver(Duration away) {
        ReliabilityState state = machine.handOver();
        machine.close();
        if (away.isPositive()) {
            loop.runFor(away);
        }
        machine = new FrcpMachine(this, 0);
        machine.resume(state);
    }

    /** Has one machine after the other go on, for some time. */
    void handOverEvery(Duration time, Duration until) {
        for (Duration at = time; at.compareTo(until) < 0; at = at.plus(time)) {
            loop.at(at.toNanos(), this::handOver);
        }
    }

    /** Writes a message. */
    void write() {
        machine.write(packet());
    }

    /** Writes as many messages as the machine takes. */
    void writeAll() {
        while (machine.writable()) {
            write();
        }
    }

    /** Has the peer send so many packets with data. */
    void hear(int packets) {
        for (int i = 0; i < packets; i++) {
            hearNext();
        }
    }

    private void hearNext() {
        Packet packet = packet();
        packet.pushHeader(FrcpFormat.HEADER);
        int flags = FrcpFormat.DATA | (said == 0 || !qos.reliable() ? FrcpFormat.DRF : 0);
        FrcpFormat.write(packet.segment(), packet.offset(), flags, 0, PEER_FIRST + said++, 0);
        machine.receive(packet);
    }

    /** Has the peer acknowledge so many messages of this end, and allow a window behind them. */
    void acknowledge(int messages, int window) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.append(FrcpFormat.HEADER);
        int flags = FrcpFormat.ACK | FrcpFormat.FC;
        int ackno = FIRST + messages;
        FrcpFormat.write(packet.segment(), packet.offset(), flags, ackno + window, 0, ackno);
        machine.receive(packet);
    }

    /** Has the user take so many messages from now on. */
    void room(int messages) {
        room = messages;
        if (messages > 0) {
            machine.roomAgain();
        }
    }

    private Packet packet() {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(new byte[100]));
        return packet;
    }

    private void note(String what) {
        done.add((loop.nowNs() - sinceNs) / 1_000 + " us: " + what);
    }

    // ---- the end of the flow ----

    @Override
    public IpcpLoop loop() {
        return loop;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public QosSpec qos() {
        return qos;
    }

    @Override
    public Duration maximumPacketLifetime() {
        return Duration.ofMillis(100);
    }

    @Override
    public boolean peerIsOurs() {
        return ours;
    }

    @Override
    public void transmit(Packet packet) {
        MemorySegment bytes = packet.segment();
        int at = packet.offset();
        note("flags " + FrcpFormat.flags(bytes, at) + ", window " + FrcpFormat.window(bytes, at) + ", seqno "
                + FrcpFormat.seqno(bytes, at) + ", ackno " + FrcpFormat.ackno(bytes, at) + ", "
                + packet.length() + " bytes");
        packet.release();
    }

    @Override
    public void deliver(Packet packet) {
        room = Math.max(0, room - 1);
        packet.release();
    }

    @Override
    public int room() {
        return room;
    }

    @Override
    public void wakeWriter() {
        note("writable again");
    }

    @Override
    public void fail(String reason) {
        note("failed: " + reason);
    }
}
