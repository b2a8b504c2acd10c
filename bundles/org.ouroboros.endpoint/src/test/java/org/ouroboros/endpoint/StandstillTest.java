// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

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
    private static final class Standing implements IpcpLoop {
        private final IpcpLoop loop;
        private long stoodNs;

        Standing(IpcpLoop loop) {
            this.loop = loop;
        }

        void standStill(Duration time) {
            stoodNs += time.toNanos();
        }

        @Override
        public String name() {
            return loop.name();
        }

        @Override
        public boolean held() {
            return loop.held();
        }

        @Override
        public void execute(Runnable task) {
            loop.execute(task);
        }

        @Override
        public LoopTimer timer(Runnable task) {
            return loop.timer(task);
        }

        @Override
        public long nowNs() {
            return loop.nowNs() + stoodNs;
        }

        @Override
        public long wallClockNs() {
            return loop.wallClockNs() + stoodNs;
        }

        @Override
        public RandomGenerator random() {
            return loop.random();
        }

        @Override
        public void secureRandom(byte[] target) {
            loop.secureRandom(target);
        }

        @Override
        public <V> CompletableFuture<V> offload(Callable<V> work, Duration deadline) {
            return loop.offload(work, deadline);
        }

        @Override
        public void spawn(String name, Runnable task) {
            loop.spawn(name, task);
        }

        @Override
        public LoopInfo info() {
            return loop.info();
        }
    }
}
