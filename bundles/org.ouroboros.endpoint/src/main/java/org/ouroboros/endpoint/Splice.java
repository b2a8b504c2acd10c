// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * Has an endpoint go over from one flow of the layer to another one, on which other keys, or another cipher, are in use. Packets come by both
 * meanwhile, and each strand opens its own. The end that asked for it leads, the other one follows, so that both go over or neither does:
 *
 * <pre>
 *   leads                                            follows
 *     | -- signal, by the next strand -----------&gt;    |        does it carry anything?
 *     | &lt;----------- signal, by the next strand --    |        it does, both ways
 *   over                                              |
 *     | -- signal, by the old one: the last ------&gt;   |
 *     | -- messages, by the next strand ----------&gt; over       either of the two says so
 *     | &lt;------ signal, by the old one: the last --   |
 *     | &lt;---------- messages, by the next strand --   |
 *   lets the old one go                           lets the old one go
 * </pre>
 *
 * <p>What the leader signals is signalled again until it is answered. It gives up if the next strand does not carry both ways within
 * {@link #PATIENCE}; then nothing was changed. Once it is over it stays so, and the follower goes over as soon as it hears of that. An end that
 * is over sends nothing more by the old strand, and marks the end of what it sent there; what comes by the next one waits for that mark, for
 * {@link #HOLD} at most, so that what was sent first is delivered first. Signals are sealed with keys that are for nothing else, one for either
 * end: nobody else makes one, or sends it back. One that comes twice says nothing new. Confined to the loop.
 */
final class Splice {
    /** What a splice changes. */
    interface Host {
        /** Sends by another strand from now on, on another flow of the layer. */
        void goOver(Strand next, LayerFlow flow);

        /** Takes a message, or a packet of the protocol, that came by whichever strand. */
        void pass(Packet packet);

        /** {@return whether messages can be passed now} */
        boolean isOpen();

        /** Makes a signal of an empty packet, for a strand; {@return false if that cannot be done now} */
        boolean sealSignal(Packet packet, Strand strand, boolean ofLeader);

        /** Lets a strand go that is not needed any more; the splice is over. */
        void release(Strand strand);
    }

    /** How long the leader waits for the next flow to carry both ways. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long what came by the next flow waits for the end of what was sent by the old one. */
    static final Duration HOLD = Duration.ofMillis(200);

    /** How long the leader waits for the end of what the follower sent by the old flow, once that is over. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** For packets that were overtaken by the mark. */
    private static final Duration LINGER = Duration.ofMillis(200);

    /** How long the follower keeps the old flow where the layer does not tell that the leader let it go: as long as a packet may be repeated. */
    private static final Duration FOLLOWER_LINGER = Duration.ofMinutes(2);

    private static final int MOST_HELD = 512;
    private static final long FIRST_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A strand, and the flow of the layer that it is. */
    record Carried(Strand strand, LayerFlow flow) {}

    private Carried old;
    private Carried next;
    private final boolean leads;
    private final PacketPool pool;
    private final Host host;
    private final LoopTimer retry;
    private final LoopTimer limit; // of what is waited for
    private final LoopTimer hold;
    private final Queue<Packet> held = new ArrayDeque<>(); // of the next strand, opened
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private long retryNs = FIRST_RETRY_NS;
    private boolean over; // this end sends by the next strand
    private boolean peerOver;
    private boolean drained; // the peer has marked the end of what it sent by the old strand
    private boolean holding = true;
    private boolean ended;

    /**
     * Prepares to go over.
     *
     * @param leads whether this end asked for it
     */
    Splice(IpcpLoop loop, PacketPool pool, Host host, Carried old, Carried next, boolean leads) {
        this.old = old;
        this.next = next;
        this.leads = leads;
        this.pool = pool;
        this.host = host;
        this.retry = loop.timer(this::again);
        this.limit = loop.timer(this::limitReached);
        this.hold = loop.timer(this::holdNoLonger);
    }

    /**
     * {@return completes when both ends are over, for the leader when its old flow is deallocated, too; or with {@link FlowRefused} if they
     * stay where they were, or the endpoint ended}
     */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Begins: the leader asks, and the follower waits to be asked. */
    void begin() {
        if (leads) {
            limit.arm(PATIENCE.toNanos());
            again();
        }
    }

    /** {@return whether this end asked for it} */
    boolean leads() {
        return leads;
    }

    /** Takes a genuine signal of the other end that came by a strand. */
    void signalled(Strand by) {
        if (by == old.strand()) {
            oldEnds();
        } else if (!leads) {
            signal(next);
        } else if (!over) {
            goOver();
        }
    }

    /**
     * Takes a genuine packet that came by a strand, and is no signal.
     *
     * @return whether that is all; if not, the caller still owns it
     */
    boolean takes(Packet packet, Strand by) {
        if (by == old.strand()) {
            return false;
        }
        peerGoesOver();
        return holds(packet);
    }

    /** Delivers what was held and is to be held no longer, as far as that can be done now. */
    void deliver() {
        while (!holding && !held.isEmpty() && host.isOpen()) {
            host.pass(held.remove());
        }
    }

    /**
     * Takes note that a flow of the layer, not that by which is sent, carries nothing.
     *
     * @param strand which one
     * @param reason why, for people
     * @param forGood whether it never will again
     */
    void lost(Strand strand, String reason, boolean forGood) {
        if (ended) {
            return;
        }
        if (strand == next.strand()) {
            giveUp(reason);
        } else if (forGood) {
            finish();
        }
    }

    /** {@return the flow of the layer that a strand is} */
    LayerFlow flow(Strand strand) {
        return (strand == old.strand() ? old : next).flow();
    }

    /** Has a strand be another flow of the layer from now on. */
    void carriedBy(Strand strand, LayerFlow flow) {
        if (strand == old.strand()) {
            old = new Carried(strand, flow);
        } else if (strand == next.strand()) {
            next = new Carried(strand, flow);
        }
    }

    /** Makes way for a new splice of a follower: whoever asks for that is through with this one. */
    void makeWay() {
        if (over) {
            finish();
        } else {
            giveUp("the peer began anew");
        }
    }

    /** Ends because the endpoint does. Idempotent; strands are the caller's. */
    void cancel() {
        if (!ended) {
            end();
            for (Packet packet = held.poll(); packet != null; packet = held.poll()) {
                packet.release();
            }
            (over ? old : next).flow().deallocate();
            refuse("the flow ended");
        }
    }

    private boolean holds(Packet packet) {
        if (!holding && held.isEmpty()) {
            return false;
        }
        if (held.isEmpty()) {
            hold.arm(HOLD.toNanos());
        }
        held.add(packet);
        if (held.size() >= MOST_HELD || pool.scarce()) {
            holdNoLonger();
        }
        return true;
    }

    private void holdNoLonger() {
        holding = false;
        hold.cancel();
        deliver();
    }

    /** The peer marks the end of what it sent by the old strand; a leader that does not know that it was heard, again. */
    private void oldEnds() {
        boolean known = over;
        peerGoesOver();
        if (!leads && known) {
            signal(old);
        }
        if (!drained) {
            drained = true;
            holdNoLonger();
            if (leads) {
                retry.cancel();
                limit.arm(LINGER.toNanos());
            }
        }
    }

    private void peerGoesOver() {
        if (peerOver) {
            return;
        }
        peerOver = true;
        if (!over) {
            goOver();
        } else if (leads) {
            limit.arm(DRAIN.toNanos());
        }
    }

    private void goOver() {
        over = true;
        limit.cancel();
        signal(old);
        host.goOver(next.strand(), next.flow());
        if (leads) {
            retryNs = FIRST_RETRY_NS;
            retry.arm(retryNs);
        } else {
            limit.arm(FOLLOWER_LINGER.toNanos());
            done.complete(null);
        }
    }

    private void again() {
        signal(over ? old : next);
        retry.arm(retryNs);
        retryNs = Math.min(2 * retryNs, LONGEST_RETRY_NS);
    }

    private void limitReached() {
        if (over) {
            finish();
        } else {
            giveUp("the flow of the layer that was to carry it did not carry anything both ways within "
                    + PATIENCE.toSeconds() + " s");
        }
    }

    /** Lets the old flow go, once nothing that came by it, or was held for it, waits for a policy that is away. */
    private void finish() {
        if (old.strand().waiting().isEmpty()) {
            holdNoLonger();
        }
        if (!old.strand().waiting().isEmpty() || !held.isEmpty()) {
            limit.arm(LINGER.toNanos()); // a flow is not held for ever: either the policy comes back or the flow ends
            return;
        }
        end();
        old.flow().deallocate();
        host.release(old.strand());
        done.complete(null);
    }

    private void giveUp(String reason) {
        end();
        next.flow().deallocate();
        host.release(next.strand());
        refuse(reason);
    }

    private void refuse(String reason) {
        done.completeExceptionally(new FlowRefused(FlowRefused.Reason.ENCRYPTION, reason));
    }

    private void end() {
        ended = true;
        retry.cancel();
        limit.cancel();
        hold.cancel();
    }

    private void signal(Carried by) {
        Packet packet = pool.take();
        if (packet == null) {
            return; // it is said again
        }
        if (host.sealSignal(packet, by.strand(), leads)) {
            by.flow().send(packet);
        } else {
            packet.release();
        }
    }
}
