// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityPolicy.FlowEnd;
import org.ouroboros.policy.reliability.ReliabilityPolicy.Machine;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.policy.swap.StateRefused;

/** Makes a flow reliable: a machine goes on with the windows and the packets of the one before. */
final class ReliabilityGuard implements Guard<ReliabilityPolicy, Machine> {
    private static final ReliabilityPolicy ABSENT = flow -> {
        throw new IllegalStateException("no protocol is there");
    };

    private final FlowEnd end;

    /** Packets that a message may take already. Written on the loop. */
    private volatile int pieces = 1;

    ReliabilityGuard(FlowEnd end) {
        this.end = end;
    }

    /** The windows of a flow, and its packets. */
    private record Windows(ReliabilityState state) implements Legacy<Machine> {
        @Override
        public void resume(Machine session) {
            session.resume(state);
        }

        @Override
        public boolean settled() {
            return state.sending().outstanding() == 0;
        }

        @Override
        public void release() {
            state.release();
        }
    }

    @Override
    public ReliabilityPolicy absent() {
        return ABSENT;
    }

    @Override
    public Opened<Machine> open(ReliabilityPolicy policy) {
        Machine machine = policy.open(end);
        if (machine.pieces() < pieces) {
            String less = "a message may take " + pieces + " packets on this flow, and it takes " + machine.pieces();
            machine.close();
            throw new StateRefused(less);
        }
        return new Opened<>(machine, machine.headerBytes(), 0);
    }

    @Override
    public Examination<ReliabilityPolicy> examination(@Nullable Machine inUse, @Nullable Legacy<Machine> left) {
        if (inUse != null) {
            pieces = inUse.pieces();
        }
        Optional<ReliabilityState> state =
                left instanceof Windows windows ? Optional.of(windows.state()) : stateOf(inUse);
        return next -> state.ifPresent(present -> StateRefused.check(next, present));
    }

    @Override
    public String summary(@Nullable Machine inUse) {
        return stateOf(inUse).map(ReliabilityState::summary).orElse("nothing");
    }

    @Override
    public Legacy<Machine> leave(Machine session) {
        return new Windows(session.handOver());
    }

    private static Optional<ReliabilityState> stateOf(@Nullable Machine machine) {
        return machine == null ? Optional.empty() : machine.state();
    }
}
