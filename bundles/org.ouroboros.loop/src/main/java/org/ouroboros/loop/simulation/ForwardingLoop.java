// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.simulation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/** Does what another loop does. Whoever wants one that does something else, such as one whose clock leaps, overrides that. */
public abstract class ForwardingLoop implements IpcpLoop {
    private final IpcpLoop loop;

    /**
     * Makes a loop.
     *
     * @param loop does the work
     */
    protected ForwardingLoop(IpcpLoop loop) {
        this.loop = loop;
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
        return loop.nowNs();
    }

    @Override
    public long wallClockNs() {
        return loop.wallClockNs();
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
    public <T> CompletableFuture<T> offload(Callable<T> work, Duration deadline) {
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

    @Override
    public <T> Optional<T> adapt(Class<T> type) {
        return loop.adapt(type);
    }
}
