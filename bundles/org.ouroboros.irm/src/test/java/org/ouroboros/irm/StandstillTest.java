// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.StubbornBalancing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.host.Candidate;
import org.ouroboros.ipcp.local.LocalIpcpType;
import org.ouroboros.policy.balancing.BalancingPolicy;

/** A policy that does not return is named within a second, and IPCPs are said to be down until it does. */
class StandstillTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CULPRIT = "com.example (com.example.StubbornBalancing.wait)";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final StubbornBalancing stubborn = new StubbornBalancing();
    private final RealSystem system = new RealSystem(LIMIT, this::note);

    private void note(SystemEvent event, String subject, String message) {
        told.add(event + ": " + message.replaceAll(" for \\d+ ms", ""));
    }

    @AfterEach
    void close() {
        stubborn.goOn();
        system.close();
    }

    private String next() throws InterruptedException {
        return Optional.ofNullable(told.poll(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .orElseThrow();
    }

    private IpcpState state() {
        return system.ipcps().getFirst().state();
    }

    @Test
    void aPolicyThatBlocksIsNamedAndItsIpcpsAreDownUntilItReturns() throws InterruptedException {
        system.balancing.offer(new Candidate<>(stubborn, BalancingPolicy.KIND, "stubborn", "com.example", "1.0.0"));
        system.loop.execute(() -> system.core.addType("local", new LocalIpcpType(), "org.ouroboros.ipcp.local 1.0.0"));
        system.bootstrap("home", Optional.of("local"), new LayerSpec("first", Map.of()), false);
        system.createName(new NameSpec("name", "stubborn", Map.of()));
        system.bindProgram(new ProgramBinding("server", "name", false, List.of()));
        FlowAcceptor server = flow -> {};
        system.loop.execute(() -> {
            system.core.addProcess(1, "server", server, 10);
            system.core.addProcess(2, "server", server, 10);
        });
        assertEquals(IpcpState.OPERATIONAL, state());
        system.loop.call(() -> true).join();

        CompletableFuture<Flow> flow = new CompletableFuture<>();
        FlowOffer offer = new FlowOffer("name", QosSpec.RAW, new byte[0]);
        system.loop.execute(() -> system.core.allocate(new FlowOwner("client"), offer, LIMIT, flow));
        stubborn.awaitCalled();
        long startNs = System.nanoTime();
        CompletableFuture<List<IpcpInfo>> asked = CompletableFuture.supplyAsync(system::ipcps);
        String held = next();
        long tookNs = System.nanoTime() - startNs;
        assertTrue(held.startsWith("LOOP_HELD_UP: loop ouroboros-shared is held up by " + CULPRIT), held);
        assertTrue(tookNs < TimeUnit.SECONDS.toNanos(1), tookNs + " ns");
        assertFalse(flow.isDone());
        assertEquals(IpcpState.HELD_UP, asked.join().getFirst().state(), "asked before it was found out");
        assertTrue(system.loops().getFirst().heldUp().orElseThrow().startsWith(CULPRIT));
        assertEquals(1, system.ipcps().size());
        for (IpcpInfo ipcp : system.ipcps()) {
            assertEquals(IpcpState.HELD_UP, ipcp.state());
            assertTrue(ipcp.waiting().orElseThrow().startsWith("held up by " + CULPRIT));
        }
        IrmException refused = assertThrows(IrmException.class, () -> system.register("name", Set.of("home")));
        assertTrue(String.valueOf(refused.getMessage()).contains(CULPRIT), refused.getMessage());

        stubborn.goOn();
        assertTrue(next().startsWith("LOOP_GOES_ON: loop ouroboros-shared goes on"));
        assertEquals(IpcpState.OPERATIONAL, state());
        flow.join().deallocate();
    }

    @Test
    void whoHoldsTheLoopIsToldThatHeMustNotWaitForIt() {
        CompletionException refused = assertThrows(
                CompletionException.class, () -> system.loop.call(system::ipcps).join());
        assertInstanceOf(IllegalStateException.class, refused.getCause());
    }
}
