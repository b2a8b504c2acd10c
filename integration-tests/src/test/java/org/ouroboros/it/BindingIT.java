// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.BundleContext;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.NameSpec;

/** Names reach the programs and processes that are bound to them, and their flows are balanced. */
public class BindingIT extends InContainer {
    private static final String NAME = "service";
    private static final Map<String, ?> NO_LIMIT = Map.of();

    @Test
    public void processesOfAllBoundProgramsTakeTurns() throws Exception {
        createLocalLayer("lan");
        irm().createName(NameSpec.of(NAME, NameSpec.ROUND_ROBIN));
        irm().register(NAME, "lan");
        BundleContext first = startProgram("com.example.first");
        BundleContext second = startProgram("com.example.second");
        startProcess(first, new Greeter("a"), NO_LIMIT);
        startProcess(second, new Greeter("b"), NO_LIMIT);
        startProcess(first, new Greeter("c"), NO_LIMIT);

        bindProgram("com.example.first", NAME);
        assertEquals(List.of("a", "c", "a"), greetings(NAME, 3));
        bindProgram("com.example.second", NAME);
        assertEquals(List.of("b", "c", "a", "b"), greetings(NAME, 4));
    }

    @Test
    public void flowsSpillOverFromTheNewestProcessToTheOneBefore() throws Exception {
        createLocalLayer("lan");
        irm().createName(NameSpec.of(NAME, NameSpec.SPILLOVER));
        irm().register(NAME, "lan");
        BundleContext program = startProgram("com.example.server");
        bindProgram("com.example.server", NAME);
        startProcess(program, new Greeter("old"), NO_LIMIT);
        startProcess(program, new Greeter("new"), Map.of(FlowAcceptor.LIMIT, 2));

        assertEquals(List.of("new", "new", "old", "old"), greetings(NAME, 4));
    }

    @Test
    public void flowBeyondTheLimitOfTheLastProcessWaitsForRoom() throws Exception {
        configure("org.ouroboros.irm", Map.of("acceptor.wait.ms", Eventually.LIMIT.toMillis()));
        BundleContext program = startProgram("com.example.server");
        bindProgram("com.example.server", NAME);
        startProcess(program, new Greeter("busy"), Map.of(FlowAcceptor.LIMIT, 1));

        CompletableFuture<Flow> waiting;
        try (Flow flow = allocate(NAME)) {
            waiting = service(context, FlowAllocator.class).request(NAME, QosSpec.RAW, Eventually.LIMIT);
            assertEquals("busy", Messages.receive(flow));
            assertEquals(1, irm().processes().getLast().flows());
            assertFalse(waiting.isDone());
        }
        try (Flow flow = waiting.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            assertEquals("busy", Messages.receive(flow));
        }
    }

    @Test
    public void unboundProgramKeepsItsFlowsAndGetsNoMore() throws Exception {
        BundleContext program = startProgram("com.example.server");
        startProcess(program, new Greeter("server"), NO_LIMIT);
        bindProgram("com.example.server", NAME);

        try (Flow flow = allocate(NAME)) {
            irm().unbindProgram("com.example.server", NAME);
            assertRefused(Reason.UNREACHABLE, NAME);
            assertEquals("server", Messages.receive(flow));
            assertEquals(FlowState.UP, flow.state());
        }
    }

    @Test
    public void onlyTheBoundProcessOfAProgramIsReached() throws Exception {
        BundleContext program = startProgram("com.example.server");
        startProcess(program, new Greeter("another"), NO_LIMIT);
        long bound = startProcess(program, new Greeter("bound"), NO_LIMIT);
        startProcess(program, new Greeter("newest"), NO_LIMIT);

        irm().bindProcess(bound, NAME);
        assertEquals(List.of("bound", "bound"), greetings(NAME, 2));
        irm().unbindProcess(bound, NAME);
        assertRefused(Reason.UNREACHABLE, NAME);
    }

    @Test
    public void processLosesItsBindingsWhenItEnds() throws Exception {
        BundleContext program = startProgram("com.example.server");
        irm().bindProcess(startProcess(program, new Greeter("server"), NO_LIMIT), NAME);

        program.getBundle().stop();
        assertEquals(List.of(), irm().names().getFirst().processes());
        assertRefused(Reason.UNREACHABLE, NAME);
    }
}
