// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;

/** Two members of a unicast layer in this system, over a link, and flows from the one to the other. */
final class UnicastLayer implements Closeable {
    private static final String NEAR = "conformance.near";
    private static final String FAR = "conformance.far";
    private static final String CLIENT = "conformance.client";
    private static final String SERVER = "conformance.server";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BundleContext context;
    private final Irm irm;
    private final FlowAllocator allocator;
    private final List<Path> files = new ArrayList<>();

    UnicastLayer(BundleContext context, Irm irm, FlowAllocator allocator) throws InterruptedException {
        this.context = context;
        this.irm = irm;
        this.allocator = allocator;
        try {
            join();
        } catch (RuntimeException | InterruptedException failure) {
            takeAway();
            throw failure;
        }
    }

    private void join() throws InterruptedException {
        for (String end : List.of(NEAR, FAR)) {
            irm.createIpcp(end, "virtual");
            irm.bootstrap(end, new LayerSpec("conformance.link", Map.of()));
        }
        irm.bootstrap(CLIENT, Optional.of("unicast"), new LayerSpec("conformance", Map.of()), true);
        irm.register(CLIENT, NEAR);
        irm.enrol(SERVER, Optional.of("unicast"), CLIENT, Optional.of("conformance"), true);
        irm.connect(SERVER, CLIENT, Set.of(LayerComponent.values()), QosSpec.RAW);
        for (String member : List.of(CLIENT, SERVER)) {
            Awaited.within(
                    PATIENCE,
                    () -> irm.layerView(member).directory().stream()
                            .anyMatch(item ->
                                    item.kind().equals("contact"))); // which a directory of another sort need not show
        }
    }

    /** Creates a name whose flows are encrypted as the lines say. */
    void secure(String name, String settings) throws IOException {
        Path file = Files.createTempFile("conformance", ".conf");
        files.add(file);
        Files.writeString(file, settings);
        irm.createName(new NameSpec(
                name,
                NameSpec.SPILLOVER,
                Map.of(SecurityFile.SERVER_ENCRYPTION, file, SecurityFile.CLIENT_ENCRYPTION, file)));
    }

    /** Both ends of a flow, and the server that is there for it. */
    record Ends(Flow client, Flow server, ServiceRegistration<?> acceptor) implements Closeable {
        /** Lets the flow go, and takes the server away. */
        @Override
        public void close() {
            client.deallocate();
            server.deallocate();
            acceptor.unregister();
        }
    }

    /** Makes a name known in the layer. */
    void register(String name) {
        irm.register(name, SERVER);
    }

    /** {@return a new flow over the layer} The name may not have spread yet. */
    Ends connect(String name, QosSpec qos) throws InterruptedException {
        return Awaited.granted(PATIENCE, () -> attempt(name, qos));
    }

    /**
     * Allocates a flow. What is bound in this system is reached directly; who is bound when the request has come over the layer already gets
     * that flow.
     *
     * @return the flow, to be closed before the layer is
     */
    Ends attempt(String name, QosSpec qos) throws InterruptedException {
        CompletableFuture<Flow> accepted = new CompletableFuture<>();
        FlowAcceptor acceptor = accepted::complete;
        ServiceRegistration<?> registration = context.registerService(FlowAcceptor.class, acceptor, null);
        try {
            Flow client = allocate(name, qos, (Long) registration.getReference().getProperty(Constants.SERVICE_ID));
            return new Ends(client, awaited(name, accepted), registration);
        } catch (RuntimeException | InterruptedException failure) {
            registration.unregister(); // with the flows that it accepted
            throw failure;
        }
    }

    private Flow allocate(String name, QosSpec qos, long process) throws InterruptedException {
        FutureTask<Flow> allocation = new FutureTask<>(() -> allocator.allocate(name, qos, PATIENCE));
        long before = flowsOf(SERVER);
        Thread.startVirtualThread(allocation);
        Awaited.within(PATIENCE, () -> allocation.isDone() || flowsOf(SERVER) > before);
        irm.bindProcess(process, name);
        try {
            return awaited(name, allocation);
        } finally {
            irm.unbindProcess(process, name);
        }
    }

    private static Flow awaited(String name, Future<Flow> flow) throws InterruptedException {
        try {
            return flow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
            throw refused.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(refused);
        } catch (TimeoutException late) {
            throw new IllegalStateException("no flow to '" + name + "' within " + PATIENCE.toSeconds() + " s", late);
        }
    }

    private long flowsOf(String ipcp) {
        return irm.counters().stream()
                .filter(counter -> counter.component().equals("IPCP " + ipcp)
                        && counter.name().equals("flows now"))
                .mapToLong(CounterInfo::value)
                .sum();
    }

    /** Takes the layer away, with all names. */
    @Override
    public void close() throws IOException {
        takeAway();
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private void takeAway() {
        irm.names().forEach(name -> irm.destroyName(name.name()));
        irm.ipcps().forEach(ipcp -> irm.destroyIpcp(ipcp.name()));
    }
}
