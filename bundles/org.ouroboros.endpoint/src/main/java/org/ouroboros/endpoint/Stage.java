// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.endpoint.Guard.Examination;
import org.ouroboros.endpoint.Guard.Legacy;
import org.ouroboros.endpoint.Guard.Opened;
import org.ouroboros.host.Outcome;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.host.Touched;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.swap.Vitals;

/**
 * A step that protects the packets of one flow end, done by the policy in a slot. A successor goes on from where its predecessor was. While the
 * policy is absent the step is closed, and keeps what the last one left: the flow is held, and nothing passes unprotected. That lasts for
 * {@link #HOLD} at most. Confined to the loop.
 *
 * @param <P> the policy
 * @param <S> what the policy opens for a flow
 */
final class Stage<P, S extends AutoCloseable> implements AutoCloseable {
    /** What the flow is told. Each in a task of its own. */
    interface Flow {
        /** A policy is in use again, or another one. */
        void reopened();

        /** The flow cannot go on. */
        void fail(String reason);
    }

    /** How long a flow is held for a policy that is away. */
    static final Duration HOLD = Duration.ofSeconds(30);

    private static final Duration GAP = Duration.ofNanos(20_000);

    private static final System.Logger LOG = System.getLogger(Stage.class.getName());

    private final String name;
    private final String kind;
    private final Guard<P, S> guard;
    private final IpcpLoop loop;
    private final Flow flow;
    private final LoopTimer hold;
    private final PolicySlot<P> slot;

    /**
     * What a policy adds to a packet.
     *
     * @param headerBytes bytes in front of it
     * @param trailerBytes bytes behind it
     */
    private record Format(int headerBytes, int trailerBytes) {
        static final Format NONE = new Format(0, 0);

        static Format of(Opened<?> opened) {
            return new Format(opened.headerBytes(), opened.trailerBytes());
        }
    }

    /** That of the first policy: the flow was made for such packets. Written on the loop. */
    private volatile @Nullable Format format;

    private @Nullable S session;
    private @Nullable S predecessor; // while the session is watched
    private @Nullable Legacy<S> legacy; // while the stage is closed
    private long asked;
    private long served;
    private long violations;
    private String symptom = "";

    /**
     * Opens a stage. It is closed until {@link #ready()}.
     *
     * @param name names the flow, for people
     * @param kind kind of the policy
     * @param wanted name of the policy
     * @param catalogue the policies that are present
     * @param guard opens policies for the flow
     * @param loop the loop of the flow
     * @param flow is told what becomes of the stage
     */
    Stage(
            String name,
            String kind,
            String wanted,
            PolicyCatalogue<P> catalogue,
            Guard<P, S> guard,
            IpcpLoop loop,
            Flow flow) {
        this.name = name;
        this.kind = kind;
        this.guard = guard;
        this.loop = loop;
        this.flow = flow;
        this.hold = loop.timer(this::heldTooLong);
        this.slot = catalogue.open(name, wanted, guard.absent(), new Preparing());
    }

    /** {@return what the policy opened, or null while the stage is closed} */
    @Nullable
    S session() {
        return session;
    }

    /** {@return whether nothing is lost if the stage is closed for good} Only of one that is closed. */
    boolean settled() {
        Legacy<S> left = legacy;
        return left == null || left.settled();
    }

    /** {@return the name of the policy} Any thread. */
    String wanted() {
        return slot.view().wanted();
    }

    /** {@return bytes that the stage pushes in front of a packet, the same for the life of the flow} */
    int headerBytes() {
        return format().headerBytes();
    }

    /** {@return bytes that the stage appends to a packet, the same for the life of the flow} */
    int trailerBytes() {
        return format().trailerBytes();
    }

    private Format format() {
        Format first = format;
        return first == null ? Format.NONE : first;
    }

    /** {@return completes when the stage is open, or with {@link FlowRefused}} */
    CompletableFuture<Void> ready() {
        return slot.settled().thenAccept(view -> {
            if (session == null) {
                throw new FlowRefused(
                        FlowRefused.Reason.UNSUPPORTED_QOS,
                        "the flow needs the " + kind + " policy '" + view.wanted() + "', which is "
                                + (view.latest() instanceof Outcome.Refused refused
                                        ? "not usable: " + refused.cause()
                                        : "not installed"));
            }
        });
    }

    // ---- how the policy does ----

    /** The policy has something to do. */
    void asked() {
        asked++;
    }

    /** The policy has done it. */
    void served() {
        served++;
    }

    /** The policy has failed on a packet; {@return whether it is watched, so that it is taken back} The log has the first failure. */
    boolean failed(RuntimeException failure) {
        if (violations++ == 0) {
            LOG.log(WARNING, kind + " policy '" + wanted() + "' of " + name + " failed on a packet", failure);
        }
        symptom = "failed on a packet: " + failure;
        return predecessor != null;
    }

    @Override
    public void close() {
        hold.cancel();
        slot.close();
        giveUp();
    }

    private void giveUp() {
        Legacy<S> left = legacy;
        legacy = null;
        if (left != null) {
            left.release();
        }
    }

    private void heldTooLong() {
        if (session == null) {
            giveUp();
            flow.fail("its " + kind + " policy '" + wanted() + "' did not come back within " + HOLD.toSeconds() + " s");
        }
    }

    private Opened<S> fitting(Opened<S> opened) {
        Format first = format;
        if (first == null || first.equals(Format.of(opened))) {
            return opened;
        }
        close(opened.session());
        throw new IllegalStateException("it adds " + opened.headerBytes() + " + " + opened.trailerBytes()
                + " bytes to a packet, and the flow was made for " + first.headerBytes() + " + "
                + first.trailerBytes());
    }

    private void close(S opened) {
        try {
            opened.close();
        } catch (Exception failure) {
            LOG.log(WARNING, kind + " policy '" + wanted() + "' failed to close", failure);
        }
    }

    /** What the slot sees of the flow. */
    private final class Preparing implements PolicySlot.Preparation<P> {
        @Override
        public PolicySlot.Preparation<P> snapshot() {
            Examination<P> examination = guard.examination(session, legacy);
            return next -> {
                if (next == guard.absent()) {
                    return new Exchange(null);
                }
                examination.of(next);
                return new Exchange(fitting(guard.open(next)));
            };
        }

        @Override
        public PolicySlot.Transition prepare(P next) throws Exception {
            return snapshot().prepare(next);
        }

        @Override
        public Touched touched() {
            return new Touched(1, guard.summary(session), GAP);
        }
    }

    /** Puts in use what was opened from a policy, or nothing. */
    private final class Exchange implements PolicySlot.Transition {
        private final @Nullable Opened<S> opened;
        private @Nullable S before;
        private long violationsBefore;
        private boolean committed;

        Exchange(@Nullable Opened<S> opened) {
            this.opened = opened;
        }

        @Override
        public void commit() {
            before = session;
            violationsBefore = violations;
            if (opened == null) {
                closeStage();
            } else {
                goOn(before, opened.session());
                predecessor = before;
                if (format == null) {
                    format = Format.of(opened);
                }
                hold.cancel();
                loop.execute(flow::reopened);
            }
            committed = true;
        }

        /** The flow is held from now on, if it ever began. */
        private void closeStage() {
            S leaving = session;
            session = null;
            predecessor = null;
            if (leaving != null) {
                try {
                    legacy = guard.leave(leaving);
                    hold.arm(HOLD.toNanos());
                } catch (RuntimeException keeps) {
                    LOG.log(WARNING, kind + " policy '" + wanted() + "' did not hand over", keeps);
                    loop.execute(() -> flow.fail("its " + kind
                            + " policy was replaced, and did not hand its state over: " + keeps.getMessage()));
                }
            }
        }

        /** Has one session go on where another one, or the last one, was; the state is where it was if that throws. */
        private void goOn(@Nullable S leaving, S next) {
            Legacy<S> left = leaving == null ? legacy : guard.leave(leaving);
            if (left != null) {
                try {
                    left.resume(next);
                } catch (RuntimeException refusal) {
                    if (leaving != null) {
                        left.resume(leaving);
                    }
                    throw refusal;
                }
            }
            legacy = null;
            session = next;
        }

        @Override
        public void rollBack() {
            if (!committed || opened == null) {
                return; // nothing was changed
            }
            committed = false;
            predecessor = null;
            if (before == null) {
                closeStage();
            } else {
                goOn(session, before);
                loop.execute(flow::reopened);
            }
        }

        @Override
        public void settled() {
            before = null;
        }

        @Override
        public Vitals vitals() {
            return Vitals.of(asked, served, violations - violationsBefore, symptom);
        }

        @Override
        public void retire() {
            if (opened != null) {
                S mine = opened.session();
                if (session == mine) {
                    session = null;
                }
                if (predecessor == mine) {
                    predecessor = null;
                }
                close(mine);
            }
        }
    }
}
