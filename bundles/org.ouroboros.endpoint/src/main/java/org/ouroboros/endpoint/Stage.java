// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static java.lang.System.Logger.Level.WARNING;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.host.Outcome;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.loop.IpcpLoop;

/**
 * A step that protects the packets of one flow end, done by the policy in a slot. While the policy is absent the step is closed:
 * the flow holds its writers, and nothing passes unprotected. Confined to the loop.
 *
 * @param <P> the policy
 * @param <S> what the policy opens for a flow
 */
final class Stage<P, S extends AutoCloseable> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Stage.class.getName());

    /**
     * What a policy opened for the flow.
     *
     * @param session the protection itself
     * @param headerBytes bytes that it pushes in front of a packet
     * @param trailerBytes bytes that it appends to a packet
     */
    record Opened<S extends AutoCloseable>(S session, int headerBytes, int trailerBytes) {}

    private final String kind;
    private final String wanted;
    private final P closedStage;
    private final Function<P, Opened<S>> open;
    private final IpcpLoop loop;
    private final Runnable reopened;
    private final Runnable replaced;
    private final PolicySlot<P> slot;

    /** What the policy opened first: the flow was made for packets of that format. Written on the loop. */
    private volatile @Nullable Opened<S> first;

    private @Nullable S session;

    /**
     * Opens a stage. It is closed until {@link #ready()}.
     *
     * @param flow names the flow, for people
     * @param kind kind of the policy
     * @param wanted name of the policy
     * @param catalogue the policies that are present
     * @param closedStage stands for the absence of the policy
     * @param open opens a policy for the flow; off the loop
     * @param loop the loop of the flow
     * @param reopened runs on the loop, in a task of its own, after a policy has come
     * @param replaced runs on the loop, in a task of its own, after what was in use has gone
     */
    Stage(
            String flow,
            String kind,
            String wanted,
            PolicyCatalogue<P> catalogue,
            P closedStage,
            Function<P, Opened<S>> open,
            IpcpLoop loop,
            Runnable reopened,
            Runnable replaced) {
        this.kind = kind;
        this.wanted = wanted;
        this.closedStage = closedStage;
        this.open = open;
        this.loop = loop;
        this.reopened = reopened;
        this.replaced = replaced;
        this.slot = catalogue.open(flow, wanted, closedStage, this::prepare);
    }

    /** {@return what the policy opened, or null while the stage is closed} */
    @Nullable
    S session() {
        return session;
    }

    /** {@return the name of the policy} Any thread. */
    String wanted() {
        return wanted;
    }

    /** {@return bytes that the stage pushes in front of a packet, the same for the life of the flow} */
    int headerBytes() {
        Opened<S> format = first;
        return format == null ? 0 : format.headerBytes();
    }

    /** {@return bytes that the stage appends to a packet, the same for the life of the flow} */
    int trailerBytes() {
        Opened<S> format = first;
        return format == null ? 0 : format.trailerBytes();
    }

    /** {@return completes when the stage is open, or with {@link FlowRefused}} */
    CompletableFuture<Void> ready() {
        return slot.settled().thenAccept(view -> {
            if (session == null) {
                throw new FlowRefused(
                        FlowRefused.Reason.UNSUPPORTED_QOS,
                        "the flow needs the " + kind + " policy '" + wanted + "', which is "
                                + (view.latest() instanceof Outcome.Refused refused
                                        ? "not usable: " + refused.cause()
                                        : "not installed"));
            }
        });
    }

    @Override
    public void close() {
        slot.close();
    }

    private PolicySlot.Transition prepare(P next) {
        return new Exchange(next == closedStage ? null : fitting(open.apply(next)));
    }

    private Opened<S> fitting(Opened<S> opened) {
        Opened<S> format = first;
        if (format == null
                || (format.headerBytes() == opened.headerBytes() && format.trailerBytes() == opened.trailerBytes())) {
            return opened;
        }
        close(opened.session());
        throw new IllegalStateException("it adds " + opened.headerBytes() + " + " + opened.trailerBytes()
                + " bytes to a packet, and the flow was made for " + format.headerBytes() + " + "
                + format.trailerBytes());
    }

    private void close(S opened) {
        try {
            opened.close();
        } catch (Exception failure) {
            LOG.log(WARNING, kind + " policy '" + wanted + "' failed to close", failure);
        }
    }

    /** Puts in use what was opened from a policy, or nothing. */
    private final class Exchange implements PolicySlot.Transition {
        private final @Nullable Opened<S> opened;
        private @Nullable S predecessor;

        Exchange(@Nullable Opened<S> opened) {
            this.opened = opened;
        }

        @Override
        public void commit() {
            predecessor = session;
            session = opened == null ? null : opened.session();
            if (predecessor != null) {
                loop.execute(replaced);
            }
            if (opened != null) {
                if (first == null) {
                    first = opened;
                }
                loop.execute(reopened);
            }
        }

        @Override
        public void rollBack() {
            session = predecessor;
        }

        @Override
        public void retire() {
            if (opened != null) {
                if (session == opened.session()) {
                    session = null;
                }
                close(opened.session());
            }
        }
    }
}
