// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.ForwardingLoop;

/** A loop that stands still for longer than a peer may be silent: the system was stopped, or got no processor. */
class StandstillTest {
    private static final Duration T = Duration.ofSeconds(4);
    private static final QosSpec LIVELY = QosSpec.RAW.withTimeoutMs(T.toMillis());

    private final SimulatedSystem system = new SimulatedSystem(11);
    private final Standing standing = new Standing(system.loop);
    private final Endpoints endpoints = new Endpoints(standing, system.pool, system.policies, 16);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);
    private final Recorder user = new Recorder();
    private final LayerEndpoint first = system.loop.await(endpoints.open("first", LIVELY, POOR, NOTHING.get()));
    private final LayerEndpoint second = system.loop.await(endpoints.open("second", LIVELY, POOR, NOTHING.get()));

    StandstillTest() {
        link.connect(first, second);
        first.attach(link.first());
        second.attach(link.second());
        first.use(user);
        second.use(new Recorder());
        system.loop.runFor(T.multipliedBy(3));
    }

    @AfterEach
    void nothingIsLeftOver() {
        first.deallocate();
        second.deallocate();
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void aPeerIsNotGivenUpForWhatWasNotReadWhileTheLoopStoodStill() {
        standing.standStill(T.multipliedBy(2));
        system.loop.runFor(T.multipliedBy(3));
        assertEquals(List.of(), user.told);
        assertEquals(FlowState.UP, first.state());
    }

    @Test
    void aPeerThatIsSilentIsGivenUpAfterAStandstillToo() {
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        standing.standStill(T.multipliedBy(2));
        system.loop.runFor(T.multipliedBy(2));
        assertEquals(List.of("dead"), user.told);
    }

    /** The loop of a simulation whose clock may leap: timers are then late, as after a standstill. */
    private static final class Standing extends ForwardingLoop {
        private long stoodNs;

        Standing(IpcpLoop loop) {
            super(loop);
        }

        void standStill(Duration time) {
            stoodNs += time.toNanos();
        }

        @Override
        public long nowNs() {
            return super.nowNs() + stoodNs;
        }

        @Override
        public long wallClockNs() {
            return super.wallClockNs() + stoodNs;
        }
    }
}
