// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/**
 * One end of a flow that no layer carries: it connects two endpoints of one system (end-to-end specification, section 5.2).
 *
 * <p>What an end says reaches the other in a task of its own, so that two users that answer each other do not recurse.
 */
final class DirectFlow implements LayerFlow {
    private final IpcpLoop loop;
    private final FlowUser otherUser;
    private @Nullable DirectFlow other;
    private boolean open = true;

    private DirectFlow(IpcpLoop loop, FlowUser otherUser) {
        this.loop = loop;
        this.otherUser = otherUser;
    }

    /**
     * Connects two endpoints. Loop.
     *
     * @return the end of the first one; the second one's is its {@link #other()}
     */
    static DirectFlow connect(IpcpLoop loop, FlowUser first, FlowUser second) {
        DirectFlow firstEnd = new DirectFlow(loop, second);
        DirectFlow secondEnd = new DirectFlow(loop, first);
        firstEnd.other = secondEnd;
        secondEnd.other = firstEnd;
        return firstEnd;
    }

    DirectFlow other() {
        DirectFlow end = other;
        if (end == null) {
            throw new IllegalStateException("not connected");
        }
        return end;
    }

    @Override
    public void send(Packet packet) {
        loop.execute(() -> {
            if (other().open) {
                otherUser.receive(packet);
            } else {
                packet.release();
            }
        });
    }

    @Override
    public int headroom() {
        return 0;
    }

    @Override
    public int largestPacket() {
        return PacketPool.SLOT_BYTES - PacketPool.HEADROOM;
    }

    @Override
    public void markDown() {
        tell(() -> otherUser.down("marked down by the peer"));
    }

    @Override
    public void markUp() {
        tell(otherUser::up);
    }

    @Override
    public Optional<FlowUser> loopback() {
        return Optional.of(otherUser);
    }

    @Override
    public void deallocate() {
        if (open) {
            open = false;
            tell(otherUser::deallocated);
        }
    }

    private void tell(Runnable news) {
        loop.execute(() -> {
            if (other().open) {
                news.run();
            }
        });
    }
}
