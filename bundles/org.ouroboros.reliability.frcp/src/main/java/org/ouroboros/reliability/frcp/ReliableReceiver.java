// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;
import org.ouroboros.policy.reliability.ReliabilityState.Receiving;
import org.ouroboros.reliability.frcp.Deadlines.Deadline;

/**
 * Hands messages to the user in order and once, and acknowledges them when they have arrived in order.
 *
 * <pre>
 *      delivered | wait for the user | arrived out of order, with gaps |
 *   -------------+-------------------+---------------------------------+------
 *               lwe                expected                      lwe + size
 * </pre>
 */
final class ReliableReceiver implements Receiver {
    /** Packets of the window, and the size that the prototype has. */
    static final int SIZE = 256;

    /** Packets of the window that a peer of this implementation may ask for. */
    static final int LARGEST = 4_096;

    /** So many packets are acknowledged at once. */
    private static final int BATCH = 32;

    private final FlowEnd flow;
    private final Outlet outlet;
    private final Deadline acknowledgement;
    private final Counts counts;
    private final Run run;
    private final WindowUpdates updates;
    private final PacketRing held = new PacketRing(SIZE, LARGEST);
    private int lwe; // the next one for the user
    private int expected; // the next one in order; what is before it has arrived
    private int highest; // the one behind the last one that has arrived
    private int told; // edge of the window that the peer knows of
    private int acknowledged; // what the peer knows to have arrived
    private long acknowledgedNs;
    private boolean delivering;

    ReliableReceiver(FlowEnd flow, Outlet outlet, Deadlines deadlines, Counts counts) {
        this.flow = flow;
        this.outlet = outlet;
        this.acknowledgement = deadlines.add(_ -> acknowledge());
        this.counts = counts;
        this.run = new Run(flow.maximumPacketLifetime());
        this.updates = new WindowUpdates(deadlines, this::acknowledge);
        this.acknowledgedNs = flow.loop().nowNs() - Times.DUPLICATE_ACK_NS;
    }

    @Override
    public boolean isOpen() {
        return run.isOpen();
    }

    @Override
    public boolean acknowledges() {
        return true;
    }

    @Override
    public int expected() {
        return expected;
    }

    @Override
    public int edge() {
        return lwe + held.size();
    }

    @Override
    public void told(int edge, boolean acknowledges) {
        told = edge;
        if (acknowledges) {
            acknowledged = expected;
            acknowledgedNs = flow.loop().recentNs();
            acknowledgement.clear();
        }
    }

    @Override
    public void receive(Packet packet, int flags, int seqno, long nowNs) {
        if (!run.goesOn(nowNs) && !begin(flags, seqno)) {
            counts.outOfRun++;
            packet.release();
            return;
        }
        run.data(nowNs);
        updates.end();
        if (Sequence.before(seqno, expected)) {
            refuse(packet, true, nowNs);
        } else if (!Sequence.before(seqno, edge())) {
            refuse(packet, false, nowNs);
        } else if (held.has(seqno)) {
            refuse(packet, true, nowNs);
        } else {
            accept(packet, flags, seqno, nowNs);
        }
    }

    @Override
    public void rendezvous(boolean marked, int seqno, long nowNs) {
        if (flow.peerIsOurs() && lwe == expected && !flow.pool().scarce()) {
            held.grow(lwe);
        }
        acknowledge();
    }

    @Override
    public void roomAgain(long nowNs) {
        boolean closed = told == expected;
        deliver();
        if (run.isOpen() && edge() - told >= held.size() / 4) {
            acknowledge();
            if (closed) {
                updates.begin(nowNs);
            }
        }
    }

    @Override
    public void farewell() {
        if (run.isOpen() && acknowledged != expected) {
            outlet.sendBare(FrcpFormat.ACK);
        }
    }

    @Override
    public Receiving state() {
        return state(List.of());
    }

    private Receiving state(List<Kept> packets) {
        return new Receiving(
                run.isOpen(),
                run.latestNs(),
                lwe,
                expected,
                edge(),
                told,
                acknowledged,
                acknowledgement.time(),
                updates.state(),
                packets);
    }

    @Override
    public Receiving handOver() {
        List<Kept> packets = new ArrayList<>();
        for (int number = lwe; Sequence.before(number, highest); number++) {
            if (held.has(number)) {
                int flags = held.mark(number);
                packets.add(Pieces.kept(number, held.remove(number), flags, 0, 0));
            }
        }
        return state(packets);
    }

    /** {@inheritDoc} The window does not shrink; what waits for the user is handed over when that says that it has room. */
    @Override
    public void resume(Receiving state, long nowNs) {
        lwe = state.delivered();
        boolean grown = true;
        while (grown && held.size() < state.limit() - lwe) {
            grown = held.grow(lwe);
        }
        expected = state.expected();
        highest = expected;
        for (Kept packet : state.kept()) {
            held.put(packet.number(), packet.packet(), Pieces.flags(packet));
            highest = Sequence.later(highest, packet.number() + 1);
        }
        told = state.told();
        acknowledged = state.acknowledged();
        run.resume(state.open(), state.latestNs());
        state.acknowledgementNs().ifPresent(acknowledgement::set);
        if (expected != acknowledged) {
            acknowledgement.setBy(nowNs + Times.DELAYED_ACK_NS);
        }
        state.announcement().ifPresent(updates::resume);
    }

    @Override
    public void close() {
        held.clear();
        lwe = expected;
    }

    /** Begins a run; {@return false if that cannot be, or not yet: what the peer knows to have arrived is delivered first} */
    private boolean begin(int flags, int seqno) {
        if ((flags & FrcpFormat.DRF) == 0) {
            return false;
        }
        if (run.isOpen() && seqno == expected) {
            return true;
        }
        if (lwe != expected) {
            return false;
        }
        held.clear();
        lwe = seqno;
        expected = seqno;
        highest = seqno;
        acknowledged = seqno;
        told = seqno;
        return true;
    }

    private void acknowledge() {
        outlet.sendBare(FrcpFormat.ACK | FrcpFormat.FC);
    }

    private void accept(Packet packet, int flags, int seqno, long nowNs) {
        boolean gap = seqno != expected || Sequence.before(expected, highest);
        held.put(seqno, packet, flags);
        highest = Sequence.later(highest, seqno + 1);
        while (Sequence.before(expected, highest) && held.has(expected)) {
            expected++;
        }
        deliver();
        if (gap || expected - acknowledged >= BATCH) {
            acknowledge();
        } else if (expected != acknowledged) { // else it was acknowledged by what the user sent
            acknowledgement.setBy(nowNs + Times.DELAYED_ACK_NS);
        }
    }

    /** Drops a packet that came before or is too early, and says so, but not often. */
    private void refuse(Packet packet, boolean duplicate, long nowNs) {
        packet.release();
        if (duplicate) {
            counts.duplicates++;
        } else {
            counts.outOfWindow++;
        }
        long sinceNs = nowNs - acknowledgedNs;
        if (sinceNs >= Times.DUPLICATE_ACK_NS) {
            acknowledge();
        } else {
            acknowledgement.setBy(nowNs + Times.DUPLICATE_ACK_NS - sinceNs);
        }
    }

    /** {@return the number behind the message that is next for the user; {@link #lwe} if it has not arrived} */
    private int messageEnd() {
        for (int number = lwe; number != expected; number++) {
            if ((held.mark(number) & FrcpFormat.MORE) == 0) {
                return number + 1;
            }
            if (number - lwe >= Pieces.MOST) {
                flow.fail("the peer sent a message in more than " + Pieces.MOST + " packets");
                break;
            }
        }
        return lwe;
    }

    /** {@return a message, up to a number, each packet hanging behind the one before} */
    private Packet message(int end) {
        Packet first = held.remove(lwe++);
        Packet last = first;
        while (lwe != end) {
            Packet piece = held.remove(lwe++);
            last.attach(piece);
            last = piece;
        }
        return first;
    }

    /** Hands over what has arrived in order, as far as the user takes it. A call from within only adds to what there is. */
    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            for (int end = messageEnd(); end != lwe && flow.room() > 0; end = messageEnd()) {
                flow.deliver(message(end));
            }
        } finally {
            delivering = false;
        }
    }
}
