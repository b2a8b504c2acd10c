// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

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
record TestHost(String ipcp, IpcpLoop loop, PacketPool pool, Acceptor acceptor) implements IpcpHost {
    TestHost(String ipcp, IpcpLoop loop, PacketPool pool) {
        this(ipcp, loop, pool, new Acceptor());
    }

    /** Decides about what arrives. */
    static final class Acceptor {
        private Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> decision =
                arrival -> CompletableFuture.failedFuture(new FlowRefused(Reason.NO_ACCEPTOR, "nobody accepts"));

        void decide(Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> newDecision) {
            decision = newDecision;
        }

        /** Has every flow accepted at once. */
        void accept(Party server) {
            decide(arrival -> CompletableFuture.completedFuture(
                    new Allocation.Acceptance(server.with(arrival.flow()), new byte[0])));
        }

        /** Has the server take its time: it has the flow, and answers when the result is completed. */
        CompletableFuture<Allocation.Acceptance> hold(Party server) {
            CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
            decide(arrival -> {
                server.with(arrival.flow());
                return answer;
            });
            return answer;
        }
    }

    @Override
    public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
        return acceptor.decision.apply(arrival);
    }

    @Override
    public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
        throw new UnsupportedOperationException("this layer is the lowest");
    }
}
