// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.List;
import java.util.OptionalLong;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;
import org.ouroboros.policy.reliability.ReliabilityState.Receiving;

/** Hands messages to the user as they come, and drops those that a later one has passed (end-to-end specification, 2.6 and 2.12). */
final class OrderedReceiver implements Receiver {
    /** Packets of the window. */
    static final int SIZE = 256;

    /** The window is said at least each time that so many packets came, since a sender of the prototype waits for it. */
    private static final int BATCH = 32;

    private final FlowEnd flow;
    private final Outlet outlet;
    private final Counts counts;
    private final Run run;
    private final WindowUpdates updates;
    private int lwe; // the next one for the user
    private int told; // edge of the window that the peer knows of
    private int received; // since it was told
    private final Assembly assembly = new Assembly();

    OrderedReceiver(FlowEnd flow, Outlet outlet, Deadlines deadlines, Counts counts) {
        this.flow = flow;
        this.outlet = outlet;
        this.counts = counts;
        this.run = new Run(flow.maximumPacketLifetime());
        this.updates = new WindowUpdates(deadlines, this::tellWindow);
    }

    @Override
    public boolean isOpen() {
        return run.isOpen();
    }

    @Override
    public boolean acknowledges() {
        return false;
    }

    @Override
    public int expected() {
        return lwe;
    }

    /** {@inheritDoc} It never draws back. */
    @Override
    public int edge() {
        return Sequence.later(told, lwe + Math.min(SIZE, flow.room()));
    }

    @Override
    public void told(int edge, boolean acknowledged) {
        told = edge;
        received = 0;
    }

    @Override
    public void receive(Packet packet, int flags, int seqno, long nowNs) {
        if (!run.goesOn(nowNs)) {
            if ((flags & FrcpFormat.DRF) == 0) {
                counts.outOfRun++;
                packet.release();
                return;
            }
            begin(seqno);
        }
        run.data(nowNs);
        updates.end();
        if (Sequence.before(seqno, lwe)) {
            counts.duplicates++;
            packet.release();
            return;
        }
        lwe = seqno + 1;
        received++;
        Packet message = flow.peerIsOurs() ? assembly.add(packet, flags, seqno) : packet;
        if (message != null) {
            flow.deliver(message);
        }
        if (received >= BATCH) {
            tellWindow();
        }
    }

    @Override
    public void rendezvous(boolean marked, int seqno, long nowNs) {
        if (marked && !run.goesOn(nowNs)) {
            begin(seqno);
            run.data(nowNs);
        } else if (marked) {
            lwe = Sequence.later(lwe, seqno); // what is missing before it was lost
        }
        tellWindow();
    }

    @Override
    public void roomAgain(long nowNs) {
        boolean closed = told == lwe;
        if (run.isOpen() && edge() - told >= BATCH) {
            tellWindow();
            if (closed) {
                updates.begin(nowNs);
            }
        }
    }

    @Override
    public void farewell() {}

    @Override
    public Receiving state() {
        return state(List.of());
    }

    private Receiving state(List<Kept> packets) {
        return new Receiving(
                run.isOpen(),
                run.latestNs(),
                lwe,
                lwe,
                edge(),
                told,
                lwe,
                OptionalLong.empty(),
                updates.state(),
                packets);
    }

    @Override
    public Receiving handOver() {
        return state(assembly.handOver());
    }

    @Override
    public void resume(Receiving state, long nowNs) {
        lwe = state.expected();
        told = state.told();
        received = edge() - told; // at least, unless there is less room
        run.resume(state.open(), state.latestNs());
        assembly.resume(state.kept());
        state.announcement().ifPresent(updates::resume);
    }

    @Override
    public void close() {
        assembly.clear();
    }

    private void tellWindow() {
        outlet.sendBare(FrcpFormat.FC);
    }

    private void begin(int seqno) {
        lwe = seqno;
        told = seqno;
    }
}
