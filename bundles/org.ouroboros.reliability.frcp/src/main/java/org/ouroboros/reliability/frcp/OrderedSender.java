// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.List;
import java.util.OptionalLong;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityState.Sending;
import org.ouroboros.reliability.frcp.Deadlines.Deadline;

/**
 * Sends messages once, in order (end-to-end specification, sections 2.5 and 2.12).
 *
 * <p>The window of the prototype shrinks with each packet that is lost, and it opens it only in data of its own and when asked. So the sender asks
 * before the window closes, and goes on for a while if the answer does not open it. A peer that marks its bare packets keeps to the
 * rules, and its window holds.
 */
final class OrderedSender implements Sender {
    /** Packets that are left when a window is asked for. */
    private static final int FEW = 32;

    private final FlowEnd flow;
    private final Outlet outlet;
    private final Deadline question;
    private final Counts counts;
    private final SendWindow window;
    private boolean refused; // a writer waits
    private boolean cutting; // a message is half sent
    private boolean asked; // for the window that is closed now
    private boolean trusted; // the window of the peer holds

    OrderedSender(FlowEnd flow, Outlet outlet, Deadlines deadlines, Counts counts, int first) {
        this.flow = flow;
        this.outlet = outlet;
        this.question = deadlines.add(this::remind);
        this.counts = counts;
        this.window = new SendWindow(first);
    }

    @Override
    public boolean writable() {
        if (mayWrite()) {
            return true;
        }
        refused = true;
        if (!cutting && !question.isSet()) {
            asked = false;
            question.set(flow.loop().nowNs());
        }
        return false;
    }

    private boolean mayWrite() {
        return !cutting && window.left() >= Pieces.most(flow.peerIsOurs());
    }

    /** {@inheritDoc} Nobody writes between its packets. */
    @Override
    public void write(Packet packet) {
        Packet rest = packet.detach();
        cutting = rest != null;
        send(packet, true, rest != null);
        while (rest != null) {
            Packet piece = rest;
            rest = piece.detach();
            send(piece, false, rest != null);
        }
        cutting = false;
    }

    private void send(Packet packet, boolean first, boolean more) {
        int number = window.next();
        window.acknowledge(window.seq());
        int flags = Pieces.flags(flow.peerIsOurs(), first, more);
        outlet.send(packet, FrcpFormat.DATA | FrcpFormat.DRF | flags, number);
        if (window.left() == FEW) {
            ask();
        }
    }

    @Override
    public void acknowledged(int ackno, boolean bare, long nowNs) {}

    @Override
    public void window(int edge, boolean marked, long nowNs) {
        trusted |= marked;
        window.extend(edge);
        if (asked && refused) {
            goOn();
        }
    }

    @Override
    public void wake() {
        if (refused && mayWrite()) {
            refused = false;
            question.clear();
            flow.wakeWriter();
        }
    }

    @Override
    public boolean settled() {
        return true;
    }

    /** Asks for a window, if it is still closed, and goes on if that does not help. */
    private void remind(long nowNs) {
        if (!refused || mayWrite()) {
            return;
        }
        if (asked) {
            goOn();
            wake();
        }
        if (!mayWrite()) {
            asked = true;
            question.set(nowNs + Times.RENDEZVOUS_NS);
            ask();
        }
    }

    @Override
    public SendWindow sendWindow() {
        return window;
    }

    @Override
    public Sending state() {
        return new Sending(
                window.lwe(),
                window.seq(),
                window.rwe(),
                trusted,
                0,
                0,
                OptionalLong.empty(),
                question.reminder(asked ? 1 : 0),
                List.of());
    }

    @Override
    public Sending handOver() {
        return state();
    }

    @Override
    public void resume(Sending state, long nowNs) {
        window.resume(state.next(), state.next(), state.limit());
        trusted = state.trusted();
        refused = state.question().isPresent();
        asked = refused && state.question().orElseThrow().told() > 0;
        state.question().ifPresent(reminder -> question.set(reminder.dueNs()));
    }

    @Override
    public void close() {}

    /** Goes on although the peer did not open its window. */
    private void goOn() {
        if (!mayWrite() && !trusted) {
            window.grant(SendWindow.INITIAL);
        }
    }

    private void ask() {
        counts.rendezvous++;
        outlet.sendBare(FrcpFormat.RDVS);
    }
}
