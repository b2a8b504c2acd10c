// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.endpoint.FlowStatus.Cause;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;

/**
 * The loop's side of an {@link ApplicationFlow}: moves packets between its pipes and its endpoint.
 *
 * <p>A writer wakes the loop once for a batch. If the flow is paired with another application's, packets never come here; what
 * remains is the state of the flow.
 */
final class ApplicationPort implements FlowUser {
    private static final int BATCH = 256;

    private final IpcpLoop loop;
    private final LayerEndpoint endpoint;
    private final Pipe toApplication;
    private final Pipe fromApplication;
    private final boolean paired;
    private final Runnable turn = this::drain;
    private final Counter dropped = new Counter();
    private volatile boolean idle = true;
    private boolean released; // loop
    private @Nullable ApplicationFlow flow; // set before the port is used

    ApplicationPort(LayerEndpoint endpoint, Pipe toApplication, Pipe fromApplication, boolean paired) {
        this.loop = endpoint.loop();
        this.endpoint = endpoint;
        this.toApplication = toApplication;
        this.fromApplication = fromApplication;
        this.paired = paired;
        if (!paired) {
            fromApplication.onArrival(this::kick);
        }
    }

    void attach(ApplicationFlow applicationFlow) {
        flow = applicationFlow;
    }

    boolean paired() {
        return paired;
    }

    long dropped() {
        return dropped.get() + endpoint.dropped();
    }

    String policies() {
        return endpoint.policies();
    }

    /** Marks the flow down for the other side. Any thread. */
    void markDown() {
        loop.execute(endpoint::markDown);
    }

    /** Takes {@link #markDown} back. Any thread. */
    void markUp() {
        loop.execute(endpoint::markUp);
    }

    /** Sends what was written and releases the flow. Any thread, once. */
    void release() {
        loop.execute(() -> {
            drainAll();
            close();
            endpoint.deallocate();
        });
    }

    /** Closes the loop's ends of the pipes. Loop; idempotent. */
    void close() {
        if (!released) {
            released = true;
            if (!paired) {
                fromApplication.closeConsumer();
                toApplication.closeProducer();
            }
        }
    }

    @Override
    public void receive(Packet packet) {
        if (released || !toApplication.offer(packet)) {
            packet.release();
            dropped.add(1);
        }
    }

    @Override
    public void writableAgain() {
        drain();
    }

    @Override
    public void down(String reason) {
        application().lost(Cause.LAYER_DOWN, reason, FlowEvent.Kind.DOWN);
    }

    @Override
    public void up() {
        application().regained();
    }

    @Override
    public void deallocated() {
        application().lost(Cause.PEER_DEALLOCATED, "deallocated by the peer", FlowEvent.Kind.DEALLOCATED);
    }

    @Override
    public void peerDead() {
        application().lost(Cause.PEER_DEAD, "the peer is silent", FlowEvent.Kind.PEER_DEAD);
    }

    private ApplicationFlow application() {
        ApplicationFlow attached = flow;
        if (attached == null) {
            throw new IllegalStateException("port without a flow");
        }
        return attached;
    }

    /** Wakes the loop if it does not look at the queue anyhow. Writer's thread. */
    private void kick() {
        VarHandle.fullFence();
        if (idle) {
            idle = false;
            loop.execute(turn);
        }
    }

    private void drain() {
        if (released) {
            return;
        }
        for (int sent = 0; sent < BATCH; sent++) {
            if (!endpoint.writable()) {
                return; // stays awake: writableAgain() goes on
            }
            Packet packet = fromApplication.poll();
            if (packet == null) {
                sleep();
                return;
            }
            endpoint.send(packet);
        }
        loop.execute(turn);
    }

    private void sleep() {
        idle = true;
        VarHandle.fullFence();
        if (!fromApplication.isEmpty()) {
            idle = false;
            loop.execute(turn);
        }
    }

    private void drainAll() {
        if (paired || released) {
            return;
        }
        for (Packet packet = fromApplication.poll(); packet != null; packet = fromApplication.poll()) {
            endpoint.send(packet);
        }
    }
}
