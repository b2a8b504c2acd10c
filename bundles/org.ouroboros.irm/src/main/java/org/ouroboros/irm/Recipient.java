// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.oap.OapServer;
import org.ouroboros.loop.IpcpLoop;

/**
 * The process that gets a flow of a name. It is chosen once, when it is needed first: to answer what the application of the client says,
 * or to take the flow. Confined to the loop.
 */
final class Recipient implements OapServer.Application {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final byte[] NOTHING = {};

    private final IpcpLoop loop;
    private final Acceptors acceptors;
    private final Name name;
    private final QosSpec qos;
    private @Nullable SystemProcess claimed;

    Recipient(IpcpLoop loop, Acceptors acceptors, Name name, QosSpec qos) {
        this.loop = loop;
        this.acceptors = acceptors;
        this.name = name;
        this.qos = qos;
    }

    /** {@return the process, which counts the flow already} */
    CompletableFuture<SystemProcess> process() {
        SystemProcess chosen = claimed;
        if (chosen != null) {
            return CompletableFuture.completedFuture(chosen);
        }
        return acceptors.claim(name).thenApply(process -> {
            claimed = process;
            return process;
        });
    }

    /** {@inheritDoc} Who says nothing is answered nothing, and so is who asks for a flow to an IPCP. */
    @Override
    public CompletableFuture<byte[]> answer(byte[] data) {
        return data.length == 0 || !name.isBound()
                ? CompletableFuture.completedFuture(NOTHING)
                : process().thenCompose(process -> answer(process, data));
    }

    private CompletableFuture<byte[]> answer(SystemProcess process, byte[] data) {
        FlowOffer offer = new FlowOffer(name.name(), qos, data);
        return loop.offload(() -> process.acceptor().answer(offer), LIMIT).handle((said, failure) -> {
            if (failure instanceof TimeoutException) {
                throw refused(Reason.NO_ACCEPTOR, process + " did not answer within " + LIMIT.toMillis() + " ms");
            }
            if (failure != null) {
                throw refused(Reason.REFUSED_BY_PEER, process + " refuses: " + Failures.message(failure));
            }
            if (said.length > FlowOffer.MOST_DATA) {
                throw refused(
                        Reason.EXHAUSTED,
                        process + " answers " + said.length + " bytes, more than " + FlowOffer.MOST_DATA);
            }
            return said;
        });
    }

    /** Says that the process has the flow. */
    void served() {
        claimed = null;
    }

    /** Takes the flow back from a process that did not get it. */
    void release() {
        SystemProcess chosen = claimed;
        if (chosen != null) {
            claimed = null;
            acceptors.release(chosen);
        }
    }

    private FlowRefused refused(Reason reason, String problem) {
        return new FlowRefused(reason, "flow to '" + name.name() + "': " + problem);
    }
}
