// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;

/** Bundles stop and come back while flows are up: nobody hangs, and what is left works. */
public class StopIT extends InContainer {
    private static final String IRM = "org.ouroboros.irm";
    private static final String LOCAL = "org.ouroboros.ipcp.local";
    private static final String SERVER = "org.ouroboros.app.oping.server";
    private static final String NAME = "ping";

    /** The ping server is reached over a local layer. */
    @Before
    public void serve() {
        createLocalLayer("lan");
        bindProgram(SERVER, NAME);
        irm().register(NAME, "lan");
    }

    @Test
    public void clientOfAServerThatStopsIsTold() throws Exception {
        Bundle server = bundle(SERVER);
        try (Flow flow = allocate(NAME)) {
            Reader reader = Reader.blockedOn(flow);
            server.stop();
            assertEquals(FlowState.PEER_DEALLOCATED, reader.down());
        }
        server.start();
        assertPingOverLayer();
    }

    @Test
    public void serverOfAClientThatStopsIsTold() throws Exception {
        CompletableFuture<Reader> serving = new CompletableFuture<>();
        BundleContext server = startProgram("com.example.server");
        startProcess(server, flow -> serving.complete(Reader.blockedOn(flow)), Map.of());
        bindProgram("com.example.server", "waiting");
        irm().register("waiting", "lan");
        BundleContext client = startProgram("com.example.client");
        Flow flow = allocate(client, "waiting");
        Reader reader = serving.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);

        client.getBundle().stop();
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertEquals(FlowState.PEER_DEALLOCATED, reader.down());
        server.getBundle().stop();
        eventually(() -> assertEquals(List.of(), irm().flows()));
    }

    @Test
    public void flowsOfALayerAreHeldUntilTheBundleOfItsTypeIsBack() throws Exception {
        Bundle local = bundle(LOCAL);
        try (Flow flow = allocate(NAME)) {
            local.stop();
            assertEquals(IpcpState.WAITING_FOR_TYPE, irm().ipcps().getFirst().state());
            assertEquals(FlowState.UP, flow.state());

            local.start();
            assertLayerIsBack();
            Messages.ping(flow, 1);
        }
    }

    @Test
    public void flowsOfALayerGoOnWhenTheBundleOfItsTypeIsUpdated() throws Exception {
        Bundle local = bundle(LOCAL);
        BundleWiring before = local.adapt(BundleWiring.class);
        try (Flow flow = allocate(NAME)) {
            update(local);

            assertNotSame(before, local.adapt(BundleWiring.class));
            assertLayerIsBack();
            assertEquals(FlowState.UP, flow.state());
            Messages.ping(flow, 1);
        }
    }

    @Test
    public void stoppedIrmEndsAllFlowsAndBringsBackTheRest() throws Exception {
        Flow direct = allocateDirect();
        Flow layered = allocate(NAME);
        Messages.ping(direct, 1);
        Messages.ping(layered, 1);
        Reader directReader = Reader.blockedOn(direct);
        Reader layeredReader = Reader.blockedOn(layered);

        bundle(IRM).stop();
        assertEquals(FlowState.DEALLOCATED, directReader.down());
        assertEquals(FlowState.DEALLOCATED, layeredReader.down());

        bundle(IRM).start();
        assertEquals(List.of(), irm().flows());
        assertLayerIsBack();
    }

    private Flow allocateDirect() throws InterruptedException {
        bindProgram(SERVER, "direct");
        return allocate("direct");
    }

    private void assertLayerIsBack() throws Exception {
        eventually(() -> {
            IpcpInfo lan = irm().ipcps().getFirst();
            assertEquals(IpcpState.OPERATIONAL, lan.state());
            assertEquals(List.of(NAME), lan.registered());
        });
        assertPingOverLayer();
    }

    private void assertPingOverLayer() throws InterruptedException {
        try (Flow flow = allocate(NAME)) {
            assertTrue(irm().flows().stream()
                    .filter(end -> end.id() == flow.id())
                    .allMatch(end -> end.ipcp().equals(Optional.of("lan"))));
            Messages.ping(flow, 42);
        }
    }

    private static void update(Bundle bundle) throws Exception {
        try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(jar);
        }
    }

    /** A thread that waits for a message that never comes. */
    private record Reader(FutureTask<Integer> read) {
        private static final Set<Thread.State> WAITING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

        /** {@return a reader that waits already} */
        static Reader blockedOn(Flow flow) throws Exception {
            flow.options(FlowOptions.DEFAULT);
            Reader reader = new Reader(new FutureTask<>(() -> flow.read(ByteBuffer.allocate(1))));
            Thread thread = new Thread(reader.read(), "reader of " + flow);
            thread.setDaemon(true);
            thread.start();
            eventually(() -> assertTrue(thread + " runs", WAITING.contains(thread.getState())));
            return reader;
        }

        /** {@return in which state the reader finds the flow when it need not wait any longer} */
        FlowState down() {
            ExecutionException failure = assertThrows(
                    ExecutionException.class, () -> read.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
            return switch (failure.getCause()) {
                case FlowDown down -> down.state();
                case null, default -> throw new AssertionError(failure);
            };
        }
    }
}
