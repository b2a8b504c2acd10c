// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;

/**
 * The loop's side of an {@link ApplicationFlow}: moves packets between its pipes and its endpoint. Confined to the loop, but for
 * what says otherwise.
 *
 * <p>A writer wakes the loop once for a batch, and the loop wakes readers and writers once for a batch: a thread that shares the core with
 * the loop would otherwise have it for one packet at a time. If the flow is paired with another application's, packets never come here; what
 * remains is the state of the flow.
 */
final class ApplicationPort implements FlowUser {
    /** Packets sent in one task of the loop. */
    private static final int BATCH = 256;

    /** Longest time that what was written before a deallocation may wait to be sent. */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(120);

    private final IpcpLoop loop;
    private final LayerEndpoint endpoint;
    private final ApplicationFlow flow;
    private final Pipe toApplication;
    private final Pipe fromApplication;
    private final boolean paired;
    private final LoopTimer linger;
    private final Runnable turn = this::turn;
    private final Runnable announce = this::announce;
    private final BooleanSupplier muchRoom;
    private final BooleanSupplier moreToSend;
    private final Courtesy courtesy;
    private final Bell work;
    private final Bell room;
    private final Drops drops = new Drops();
    private boolean announcing; // what arrived, behind what the loop does now
    private boolean blocked; // the endpoint takes nothing now, and says when it does
    private boolean releasing;
    private boolean closed;
    private boolean toldDown; // mark that the endpoint knows of

    ApplicationPort(LayerEndpoint endpoint, ApplicationFlow flow, PipePair pipes, boolean paired) {
        this.loop = endpoint.loop();
        this.endpoint = endpoint;
        this.flow = flow;
        this.toApplication = pipes.incoming();
        this.fromApplication = pipes.outgoing();
        this.paired = paired;
        this.muchRoom = toApplication::hasMuchRoom;
        this.moreToSend = () -> !fromApplication.isEmpty();
        this.courtesy = new Courtesy(toApplication, loop::nowNs, Thread::yield);
        this.linger = loop.timer(this::close);
        this.work = new Bell(loop, turn, true);
        this.room = new Bell(loop, endpoint::roomAgain, false);
    }

    /** Begins to carry packets, and tells the flow what happened to it already. */
    void open() {
        if (!paired) {
            fromApplication.onArrival(work::ring);
            toApplication.onRoom(this::tookOne);
        }
        endpoint.use(this, this::room);
    }

    /** {@return packets that were dropped below the application, by reason} Any thread. */
    Map<DropReason, Long> drops() {
        Map<DropReason, Long> sums = drops.copy();
        endpoint.counters().drops().forEach((reason, packets) -> sums.merge(reason, packets, Long::sum));
        return sums;
    }

    /** {@return the policies that protect the flow} Any thread. */
    String policies() {
        return endpoint.policies();
    }

    /** Tells the other side whether this end is marked down. Any thread. */
    void tellMark() {
        loop.execute(() -> {
            if (flow.markedDown() != toldDown) {
                toldDown = !toldDown;
                if (toldDown) {
                    endpoint.markDown();
                } else {
                    endpoint.markUp();
                }
            }
        });
    }

    /** Releases the endpoint when everything is sent that was written. Any thread; once, behind the last write. */
    void release() {
        loop.execute(() -> {
            releasing = true;
            if (paired || endpoint.state() != FlowState.UP) {
                close();
            } else {
                linger.arm(LINGER_NS);
                if (work.rouse()) {
                    turn();
                }
            }
        });
    }

    @Override
    public void receive(Packet packet) {
        if (!releasing && toApplication.hasRoom(false)) {
            toApplication.put(packet);
            if (!announcing) {
                announcing = true;
                loop.execute(announce);
            }
        } else {
            packet.release();
            drops.add(releasing ? DropReason.FLOW_OVER : DropReason.QUEUE_FULL, 1);
        }
    }

    @Override
    public void writableAgain() {
        if (blocked) {
            blocked = false;
            loop.execute(turn); // behind what else makes room
        }
    }

    @Override
    public void down(String reason) {
        flow.layerDown(reason);
        giveUp();
    }

    @Override
    public void up() {
        flow.layerUp();
    }

    @Override
    public void deallocated() {
        flow.peerDeallocated();
        giveUp();
    }

    @Override
    public void peerDead() {
        flow.peerDead();
        giveUp();
    }

    private void giveUp() {
        if (releasing) {
            close();
        }
    }

    private void announce() {
        announcing = false;
        VarHandle.fullFence();
        toApplication.announce();
        if (!endpoint.windowed()) {
            courtesy.letRead();
        }
    }

    private void turn() {
        try {
            if (sendBatch()) {
                loop.execute(turn);
            }
        } catch (RuntimeException | Error failure) {
            work.sleep(); // the next write goes on with what is left
            throw failure;
        } finally {
            VarHandle.fullFence();
            fromApplication.announceRoom();
        }
    }

    /** Sends what was written; {@return whether there may be more to send at once} */
    private boolean sendBatch() {
        for (int sent = 0; sent < BATCH && !closed; sent++) {
            if (!endpoint.writable()) {
                blocked = true;
                return false;
            }
            Packet packet = fromApplication.take(false);
            if (packet != null) {
                endpoint.send(packet);
            } else if (releasing) {
                close();
            } else {
                return !work.sleepUnless(moreToSend);
            }
        }
        return !closed;
    }

    private void close() {
        if (!closed) {
            closed = true;
            linger.cancel();
            if (!paired) {
                drops.add(DropReason.UNSENT, fromApplication.size());
                fromApplication.closeConsumer();
                toApplication.closeProducer();
            }
            endpoint.deallocate();
        }
    }

    /** {@return how many packets the application takes} If that is little, the endpoint is told when it is much again. */
    private int room() {
        if (releasing) {
            return Integer.MAX_VALUE; // nobody reads what comes now
        }
        if (!toApplication.hasMuchRoom() && !room.sleeps()) {
            room.sleepUnless(muchRoom);
        }
        return toApplication.room();
    }

    /** Reader's thread. */
    private void tookOne() {
        if (room.sleeps() && toApplication.hasMuchRoom()) {
            room.ring();
        }
    }
}
