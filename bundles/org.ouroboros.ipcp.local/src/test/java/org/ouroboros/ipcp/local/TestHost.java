// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerFlow;

/** The system of an IPCP under test. Nobody accepts unless told to. */
final class TestHost implements IpcpHost {
    private final IpcpLoop loop;
    private final PacketPool pool;
    private Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> acceptor =
            arrival -> CompletableFuture.failedFuture(new FlowRefused(Reason.NO_ACCEPTOR, "nobody accepts"));

    TestHost(IpcpLoop loop, PacketPool pool) {
        this.loop = loop;
        this.pool = pool;
    }

    void acceptor(Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> newAcceptor) {
        acceptor = newAcceptor;
    }

    @Override
    public String ipcp() {
        return "loc";
    }

    @Override
    public IpcpLoop loop() {
        return loop;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
        return acceptor.apply(arrival);
    }

    @Override
    public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
        throw new UnsupportedOperationException("this layer is the lowest");
    }
}
