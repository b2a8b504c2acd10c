// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;
import org.ouroboros.policy.reliability.ReliabilityState.Sending;
import org.ouroboros.reliability.frcp.Deadlines.Deadline;

/**
 * Sends messages until they are acknowledged (end-to-end specification, section 2.8).
 *
 * <p>What the user wrote is kept as it is, and a copy goes out: what protects the flow further down changes packets in place, and whoever
 * carries them owns them.
 *
 * <p>A packet is sent again when the time-out of the oldest one is over, and sooner when acknowledgements repeat themselves: then later
 * packets have passed it. Whenever that brings the peer to the next gap, what is missing there follows at once.
 */
final class ReliableSender implements Sender {
    /** Packets that are kept at first: as many as the window of the prototype has. */
    static final int SIZE = 256;

    /** Packets that are kept at most for a peer of which nothing is known. The prototype opens its window before it acknowledges. */
    private static final int LARGE = 1_024;

    /** Packets that are kept at most. */
    static final int LARGEST = 4_096;

    /** Packets that are kept at most while those of the system are scarce: what is kept is of no use without one for the copy. */
    private static final int FEW = 32;

    /** So many acknowledgements repeat the same number before a packet counts as lost. */
    private static final int REPEATS = 3;

    /** Packets that are sent again for each one that is acknowledged where everything may be lost: one of them may be, too. */
    private static final int PACE_OF_MANY = 2;

    /**
     * A peer of this implementation is asked for a larger window when this one stays closed for so long, and a round trip takes as long. On a
     * shorter path it is the peer who is slow, for whom more packets would only wait, in memory that no cache holds.
     */
    private static final long SOON_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LONGEST_RTO_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_DOUBLINGS = 6;

    /** Time to take what the peer said while no machine was there. */
    private static final long CATCH_UP_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FlowEnd flow;
    private final Outlet outlet;
    private final Deadline timeout;
    private final Deadline question;
    private final Counts counts;
    private final RttEstimator rtt;
    private final SendWindow window;
    private final Outstanding kept = new Outstanding(SIZE, LARGEST);

    private long progressNs; // when anything was acknowledged that was not before
    private int timeouts; // in a row
    private int repeats; // of the latest acknowledgement
    private boolean recovering; // from losses before recoverTo
    private int recoverTo;
    private int recoverNext;
    private boolean afterTimeout; // rather than after acknowledgements that repeat themselves
    private boolean refused; // a writer waits
    private boolean finished; // everything was acknowledged, and nobody was told yet

    ReliableSender(FlowEnd flow, Outlet outlet, Deadlines deadlines, Counts counts, RttEstimator rtt, int first) {
        this.flow = flow;
        this.outlet = outlet;
        this.timeout = deadlines.add(this::timedOut);
        this.question = deadlines.add(this::ask);
        this.counts = counts;
        this.rtt = rtt;
        this.window = new SendWindow(first);
        this.progressNs = flow.loop().nowNs();
    }

    @Override
    public boolean writable() {
        boolean writable = mayWrite();
        if (!writable) {
            refused = true;
            if (!opened() && !question.isSet()) {
                question.set(flow.loop().nowNs() + (isLongPath() ? SOON_NS : Times.RENDEZVOUS_NS));
            }
        }
        return writable;
    }

    private boolean mayWrite() {
        boolean ours = flow.peerIsOurs();
        int kept = window.outstanding() + Pieces.most(ours);
        return opened()
                && kept <= (ours ? LARGEST : LARGE)
                && (kept <= FEW || !flow.pool().scarce());
    }

    private boolean isLongPath() {
        return flow.peerIsOurs() && rtt.shortestNs() >= SOON_NS;
    }

    private boolean opened() {
        return window.left() >= Pieces.most(flow.peerIsOurs());
    }

    /** {@inheritDoc} All its packets have their numbers before the first one goes: who takes it may have the user write again. */
    @Override
    public void write(Packet packet) {
        long nowNs = flow.loop().recentNs();
        int first = window.seq();
        Packet rest = packet.detach();
        keep(packet, true, rest != null, nowNs);
        while (rest != null) {
            Packet piece = rest;
            rest = piece.detach();
            keep(piece, false, rest != null, nowNs);
        }
        if (!timeout.isSet()) {
            timeout.set(nowNs + rtoNs());
        }
        int end = window.seq();
        for (int number = first; number != end; number++) {
            if (!Sequence.before(number, window.lwe())) {
                transmit(number);
            }
        }
    }

    private void keep(Packet packet, boolean first, boolean more, long nowNs) {
        if (window.outstanding() == kept.size()) {
            kept.grow(window.lwe());
        }
        kept.put(window.next(), packet, FrcpFormat.DATA | Pieces.flags(flow.peerIsOurs(), first, more), nowNs);
    }

    @Override
    public void acknowledged(int ackno, boolean bare, long nowNs) {
        if (window.covers(ackno)) {
            advance(ackno, nowNs);
        } else if (bare && ackno == window.lwe() && window.outstanding() > 0) {
            repeated(nowNs);
        }
    }

    @Override
    public void window(int edge, boolean marked, long nowNs) {
        window.extend(edge);
    }

    @Override
    public void wake() {
        if (finished || (refused && mayWrite())) {
            finished = false;
            refused = false;
            if (opened()) {
                question.clear();
            }
            flow.wakeWriter();
        }
    }

    @Override
    public boolean settled() {
        return window.outstanding() == 0;
    }

    /** Sends again what is not acknowledged. */
    private void timedOut(long nowNs) {
        if (settled()) {
            return;
        }
        int oldest = window.lwe();
        if (Math.min(nowNs - kept.firstNs(oldest), nowNs - progressNs) > Times.RETRANSMIT_NS) {
            flow.fail("nothing was acknowledged within " + TimeUnit.NANOSECONDS.toSeconds(Times.RETRANSMIT_NS) + " s");
            return;
        }
        timeouts++;
        recover(true);
        timeout.set(nowNs + rtoNs());
        sendAgain(oldest, nowNs);
    }

    /** Asks for a window, if it is still closed. */
    private void ask(long nowNs) {
        if (refused && !opened()) {
            counts.rendezvous++;
            question.set(nowNs + Times.RENDEZVOUS_NS);
            outlet.sendBare(FrcpFormat.RDVS);
        }
    }

    @Override
    public SendWindow sendWindow() {
        return window;
    }

    @Override
    public Sending state() {
        return state(List.of());
    }

    private Sending state(List<Kept> packets) {
        return new Sending(
                window.lwe(),
                window.seq(),
                window.rwe(),
                true,
                progressNs,
                timeouts,
                timeout.time(),
                question.reminder(0),
                packets);
    }

    @Override
    public Sending handOver() {
        Sending state = state(kept.handOver(window.lwe(), window.seq()));
        window.acknowledge(window.seq());
        return state;
    }

    /** {@inheritDoc} What may be lost is found out anew, but for the packet whose time-out goes on. */
    @Override
    public void resume(Sending state, long nowNs) {
        kept.resume(state.kept());
        window.resume(state.oldest(), state.next(), state.limit());
        progressNs = state.progressNs();
        timeouts = state.timeouts();
        repeats = 0;
        recovering = false;
        if (!settled()) {
            long dueNs = state.timeoutNs().orElse(nowNs + rtoNs());
            timeout.set(dueNs - nowNs < 0 ? nowNs + CATCH_UP_NS : dueNs);
        }
        refused = state.question().isPresent();
        state.question().ifPresent(asked -> question.set(asked.dueNs()));
    }

    @Override
    public void close() {
        kept.clear();
        window.acknowledge(window.seq());
    }

    /** Takes an acknowledgement of what was not acknowledged before. */
    private void advance(int ackno, long nowNs) {
        measure(window.lwe(), nowNs);
        progressNs = nowNs;
        int acknowledged = ackno - window.lwe();
        kept.release(window.lwe(), ackno);
        window.acknowledge(ackno);
        if (timeouts > 0 && acknowledged > 1) {
            // what is behind the packet that was sent again has arrived, as far as it was not lost itself
            afterTimeout = false;
        }
        timeouts = 0;
        repeats = 0;
        if (settled()) {
            finished = true;
            recovering = false;
            timeout.clear();
            return;
        }
        timeout.set(nowNs + rtoNs());
        if (recovering) {
            boolean many = afterTimeout || acknowledged == 1; // the next one is missing as well
            goOn(many ? PACE_OF_MANY * acknowledged : 1, nowNs);
        }
    }

    /** Sends what is missing from the next gap on. */
    private void goOn(int packets, long nowNs) {
        for (int i = 0; i < packets && recovering; i++) {
            recoverNext = Sequence.later(recoverNext, window.lwe());
            recovering = Sequence.before(recoverNext, recoverTo);
            if (recovering) {
                sendAgain(recoverNext++, nowNs);
            }
        }
    }

    /** Takes an acknowledgement that says nothing new: a packet has passed the oldest one, or came twice. */
    private void repeated(long nowNs) {
        int oldest = window.lwe();
        repeats++;
        if (repeats < Math.clamp(window.outstanding() - 1L, 1, REPEATS)) {
            return;
        }
        long sinceNs = nowNs - kept.latestNs(oldest);
        if (kept.sentOnce(oldest) || sinceNs > rtt.shortestNs() + rtt.shortestNs() / 2) {
            repeats = 0;
            recover(false);
            sendAgain(oldest, nowNs);
        }
    }

    /**
     * Measures the round trip of the oldest message that is acknowledged, from when it was sent last: what came before it does not count
     * then. If it was its first transmission after all that arrived, that is too short, and shorter than any before.
     */
    private void measure(int number, long nowNs) {
        long roundTripNs = nowNs - kept.latestNs(number);
        if (kept.sentOnce(number) || rtt.srttNs() == 0 || roundTripNs >= rtt.shortestNs()) {
            counts.roundTrips++;
            rtt.sample(roundTripNs);
        }
    }

    private void recover(boolean timedOut) {
        recovering = true;
        recoverTo = window.seq();
        recoverNext = window.lwe() + 1;
        afterTimeout = timedOut;
    }

    private void sendAgain(int number, long nowNs) {
        kept.sentAgain(number, nowNs);
        counts.retransmissions++;
        transmit(number);
    }

    /** Sends a copy of a packet that is kept. Without a packet for it, it counts as lost. */
    private void transmit(int number) {
        Packet copy = flow.pool().take();
        if (copy != null) {
            copy.copyOf(kept.get(number));
            int run = number == window.lwe() ? FrcpFormat.DRF : 0;
            outlet.send(copy, kept.flags(number) | run, number);
        }
    }

    /**
     * {@return the time-out that holds now} It grows as nothing is heard. A peer of this implementation is given the time that it may hold
     * an acknowledgement back. Any other is not: a reader of the prototype may only wake by the next packet (section 1.6).
     */
    private long rtoNs() {
        long onceNs = rtt.rtoNs();
        if (flow.peerIsOurs() && !recovering) { // it acknowledges at once what closes a gap
            onceNs = Math.max(onceNs, rtt.srttNs() + Times.LONGEST_DELAYED_ACK_NS);
        }
        return Math.min(onceNs << Math.min(timeouts, MOST_DOUBLINGS), LONGEST_RTO_NS);
    }
}
