// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;

/**
 * A step that protects the packets of one flow end, done by the policy in a slot. While the policy is absent the step is closed:
 * the flow holds its writers, and nothing passes unprotected. Confined to the loop.
 *
 * @param <P> the policy
 * @param <S> what the policy opens for a flow
 */
final class Stage<P, S extends AutoCloseable> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Stage.class.getName());

    private final String kind;
    private final String wanted;
    private final P closedStage;
    private final Function<P, S> open;
    private final Runnable reopened;
    private final PolicySlot<P> slot;
    private @Nullable S session;

    /**
     * Opens a stage.
     *
     * @param flow names the flow, for people
     * @param kind kind of the policy
     * @param wanted name of the policy
     * @param catalogue the policies that are present
     * @param closedStage stands for the absence of the policy
     * @param open opens a policy for the flow
     * @param reopened called when a policy has come
     */
    Stage(
            String flow,
            String kind,
            String wanted,
            PolicyCatalogue<P> catalogue,
            P closedStage,
            Function<P, S> open,
            Runnable reopened) {
        this.kind = kind;
        this.wanted = wanted;
        this.closedStage = closedStage;
        this.open = open;
        this.reopened = reopened;
        this.slot = catalogue.open(flow, wanted, closedStage, this::prepare);
    }

    /** {@return what the policy opened, or null while the stage is closed} */
    @Nullable S session() {
        return session;
    }

    String wanted() {
        return wanted;
    }

    /** {@return completes when the stage is open, or with {@link FlowRefused}} */
    CompletableFuture<Void> ready() {
        return slot.settled().thenAccept(view -> {
            if (session == null) {
                throw new FlowRefused(
                        FlowRefused.Reason.UNSUPPORTED_QOS,
                        "the flow needs the " + kind + " policy '" + wanted + "', which is not installed");
            }
        });
    }

    @Override
    public void close() {
        slot.close();
    }

    private PolicySlot.Transition prepare(P next) {
        return new Exchange(next == closedStage ? null : open.apply(next));
    }

    /** Exchanges what is in use for what was opened from the next policy, or for nothing. */
    private final class Exchange implements PolicySlot.Transition {
        private @Nullable S unused;

        Exchange(@Nullable S successor) {
            this.unused = successor;
        }

        @Override
        public void commit() {
            turn();
            if (session != null) {
                reopened.run();
            }
        }

        @Override
        public void rollBack() {
            turn();
        }

        @Override
        public void retire() {
            S retired = unused;
            if (retired != null) {
                try {
                    retired.close();
                } catch (Exception failure) {
                    LOG.log(System.Logger.Level.WARNING, kind + " policy '" + wanted + "' failed to close", failure);
                }
            }
        }

        private void turn() {
            S previous = session;
            session = unused;
            unused = previous;
        }
    }
}
