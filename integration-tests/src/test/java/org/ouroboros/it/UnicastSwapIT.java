// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.NameSpec.SecurityFile;
import org.ouroboros.api.irm.PolicySwaps;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.encryption.CipherProvider;
import org.ouroboros.policy.encryption.SealerProvider;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;

/**
 * The policies of a unicast layer, and those that protect a flow over it, are updated, stopped and started, or swapped in place, while pings go
 * over it: none is lost, no other bundle moves, and what people are shown of the slots is so.
 */
public class UnicastSwapIT extends InLayer {
    private static final String SEALED = "sealed ping";
    private static final String CIPHERS = "org.ouroboros.encryption.corretto";
    private static final String SEALERS = "org.ouroboros.encryption.ipsecmb";

    /** A bundle and the slots in which its policy is in use. */
    private record Swapped(String bundle, String kind, String policy, int slots) {}

    private static final List<Swapped> SWAPPED = List.of(
            new Swapped("org.ouroboros.routing.linkstate", "routing", "link-state", 2),
            new Swapped("org.ouroboros.forwarding.simple", "forwarding", "simple", 2),
            new Swapped("org.ouroboros.congestion.mbecn", "congestion", "mb-ecn", 2),
            new Swapped("org.ouroboros.scheduling.priority", "scheduling", "priority", 2),
            new Swapped("org.ouroboros.directory.dht", "directory", "dht", 2),
            new Swapped("org.ouroboros.address.flat", "address", "flat", 2));

    /** Swaps to other policies, and back. */
    private static final String[][] SWAPS = {
        {"routing", "lfa"},
        {"routing", "ecmp"},
        {"routing", "link-state"},
        {"forwarding", "multipath"},
        {"forwarding", "simple"},
        {"congestion", "none"},
        {"congestion", "mb-ecn"}
    };

    private static final Duration LONGEST_GAP = Duration.ofMillis(10);

    @Test
    public void updatedPoliciesGoOnWithoutTheLossOfAPing() throws Exception {
        underPings(this::update);
    }

    private void update(Swapped swapped) throws Exception {
        Bundle bundle = bundle(swapped.bundle());
        try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(jar);
        }
    }

    @Test
    public void aReliableFlowGoesOnWhereItWasWhenWhatProtectsItIsUpdatedOrRestarted() throws Exception {
        try (Flow flow = overTheLayer(QosSpec.DATA.withBer(0))) {
            Pings pings = new Pings(flow);
            for (Swapped protection : List.of(
                    new Swapped("org.ouroboros.reliability.frcp", "reliability", "frcp", 2),
                    new Swapped("org.ouroboros.integrity.crc32", "integrity", "crc32", 2))) {
                pings.awaitMore();
                update(protection);
                eventually(() -> assertEquals(2, inUse(protection)));
                pings.awaitMore();
                bundle(protection.bundle()).stop();
                eventually(() -> assertEquals(0, inUse(protection)));
                bundle(protection.bundle()).start();
                eventually(() -> assertEquals(2, inUse(protection)));
                pings.awaitMore();
            }
            assertEquals(FlowState.UP, flow.state());
            pings.end();
        }
    }

    @Test
    public void anEncryptedFlowGoesOnWhileItsCiphersComeAndGo() throws Exception {
        Path defaults = Files.createTempFile(Path.of("target"), "enc", ".conf");
        irm().createName(new NameSpec(
                SEALED,
                NameSpec.SPILLOVER,
                Map.of(SecurityFile.SERVER_ENCRYPTION, defaults, SecurityFile.CLIENT_ENCRYPTION, defaults)));
        irm().register(SEALED, "server");
        try (Flow flow = overTheLayer(SEALED, QosSpec.RAW)) {
            assertTrue(irm().flows().stream()
                    .anyMatch(end ->
                            end.id() == flow.id() && end.policies().toString().contains("aes-256-gcm")));
            Pings pings = new Pings(flow);
            awaitLibrary(pings);
            for (int round = 0; round < 2; round++) {
                bundle(SEALERS).stop();
                assertNull(context.getServiceReference(SealerProvider.class));
                bundle(CIPHERS).stop();
                assertNull(context.getServiceReference(CipherProvider.class));
                pings.awaitMore();
                bundle(CIPHERS).start();
                eventually(() -> assertNotNull(context.getServiceReference(CipherProvider.class)));
                awaitLibrary(pings);
                bundle(SEALERS).start();
                eventually(() -> assertNotNull(context.getServiceReference(SealerProvider.class)));
                pings.awaitMore(); // by its sealers once its library is loaded, where that is installed
            }
            assertEquals(FlowState.UP, flow.state());
            pings.end();
        } finally {
            Files.delete(defaults);
        }
    }

    /** Waits until packets are turned with ciphers of the library; where it does not run, those of the platform turn them on. */
    private void awaitLibrary(Pings pings) throws Exception {
        if (System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")) {
            CipherProvider provider = service(context, CipherProvider.class);
            eventually(() -> assertTrue(provider.cipher("AES/GCM/NoPadding").isPresent()));
        }
        pings.awaitMore();
    }

    @Test
    public void policiesThatStopAndStartAreReplacedMeanwhileWithoutTheLossOfAPing() throws Exception {
        underPings(swapped -> {
            bundle(swapped.bundle()).stop();
            eventually(() -> assertEquals(swapped.toString(), 0, inUse(swapped)));
            assertFalse(isInstalled(swapped));
            assertEquals(swapped.toString(), swapped.slots(), wanted(swapped));
            bundle(swapped.bundle()).start();
        });
    }

    @Test
    public void policiesThatAreSwappedInPlaceGoOnWithoutTheLossOfAPing() throws Exception {
        try (Flow flow = overTheLayer()) {
            Pings pings = new Pings(flow);
            for (String[] swap : SWAPS) {
                SwapInfo ended = accepted(spec(swap[0], swap[1]));
                assertTrue(ended.toString(), ended.gap().compareTo(LONGEST_GAP) < 0);
                assertEquals(2, slotsOf(swap[0], swap[1]));
                pings.awaitMore();
            }
            pings.end();
        }
    }

    @Test
    public void aPolicyThatNeverGetsReadyIsRefusedAndLeavesTheFlowsAlone() throws Exception {
        RoutingPolicy hanging = new RoutingPolicy() {
            @Override
            public Base base() {
                return Base.SIMPLE;
            }

            @Override
            public String forwarding() {
                return "simple";
            }

            @Override
            public Map<Long, List<Long>> routes(Topology topology) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException tooLate) {
                    Thread.currentThread().interrupt();
                }
                return Map.of();
            }
        };
        ServiceRegistration<RoutingPolicy> registered =
                context.registerService(RoutingPolicy.class, hanging, properties("routing", "hanging"));
        try (Flow flow = overTheLayer()) {
            Pings pings = new Pings(flow);
            PolicySwaps swaps = irm().swaps();
            SwapSpec spec = spec("routing", "hanging");
            IrmException refused = assertThrows(IrmException.class, () -> swaps.swap(spec));
            assertTrue(refused.toString(), refused.toString().contains("it was not ready within 5000 ms"));
            assertEquals(2, slotsOf("routing", "link-state"));
            assertEquals(SwapState.REFUSED, irm().swaps().history().getLast().state());
            pings.awaitMore();
            pings.end();
        } finally {
            registered.unregister();
        }
    }

    @Test
    public void aPolicyThatFailsToActivateIsNotSwappedTo() throws Exception {
        ServiceFactory<CongestionPolicy> failing = new ServiceFactory<>() {
            @Override
            public CongestionPolicy getService(Bundle bundle, ServiceRegistration<CongestionPolicy> registration) {
                throw new IllegalStateException("it does not activate");
            }

            @Override
            public void ungetService(
                    Bundle bundle, ServiceRegistration<CongestionPolicy> registration, CongestionPolicy service) {}
        };
        ServiceRegistration<?> registered =
                context.registerService(CongestionPolicy.class, failing, properties("congestion", "failing"));
        try {
            PolicySwaps swaps = irm().swaps();
            SwapSpec spec = spec("congestion", "failing");
            IrmException refused = assertThrows(IrmException.class, () -> swaps.swap(spec));
            assertTrue(
                    refused.toString(),
                    refused.toString().contains("no installed and active congestion policy 'failing'"));
            assertEquals(2, slotsOf("congestion", "mb-ecn"));
        } finally {
            registered.unregister();
        }
    }

    @Test
    public void aPolicyThatDoesNotReturnIsNamedAndIpcpsAreDownUntilItDoes() throws Exception {
        Semaphore mayReturn = new Semaphore(0);
        AtomicBoolean stubborn = new AtomicBoolean();
        ForwardingPolicy waiting = (hops, eid) -> {
            if (stubborn.compareAndSet(true, false)) {
                awaitWhole(mayReturn);
            }
            return IntStream.range(0, hops.size()).filter(hops::up).findFirst().orElse(ForwardingPolicy.NONE);
        };
        ServiceRegistration<ForwardingPolicy> registered =
                context.registerService(ForwardingPolicy.class, waiting, properties("forwarding", "waiting"));
        try (Flow flow = overTheLayer()) {
            Pings pings = new Pings(flow);
            accepted(spec("forwarding", "waiting"));
            stubborn.set(true);
            eventually(() -> assertTrue(
                    irm().loops().toString(),
                    irm().loops().getFirst().heldUp().orElse("").contains("UnicastSwapIT.awaitWhole")));
            assertTrue(irm().ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.HELD_UP));
            mayReturn.release();
            eventually(
                    () -> assertTrue(irm().ipcps().stream().allMatch(ipcp -> ipcp.state() == IpcpState.OPERATIONAL)));
            pings.awaitMore();
            accepted(spec("forwarding", "simple"));
            pings.end();
        } finally {
            mayReturn.release();
            registered.unregister();
        }
    }

    private static void awaitWhole(Semaphore permission) {
        permission.acquireUninterruptibly();
    }

    private static SwapSpec spec(String kind, String policy) {
        return new SwapSpec(kind, policy, Set.of(), Duration.ofMillis(200), "test");
    }

    private static Dictionary<String, Object> properties(String kind, String name) {
        return FrameworkUtil.asDictionary(Map.of(Policy.KIND, kind, Policy.NAME, name));
    }

    private long slotsOf(String kind, String policy) {
        return irm().slots().stream()
                .filter(slot -> slot.kind().equals(kind) && slot.inUse().startsWith(policy + " ("))
                .count();
    }

    /** What is done to a bundle. */
    @FunctionalInterface
    private interface Step {
        void swap(Swapped swapped) throws Exception;
    }

    private void underPings(Step step) throws Exception {
        try (Flow flow = overTheLayer()) {
            Pings pings = new Pings(flow);
            for (Swapped swapped : SWAPPED) {
                Set<String> moved = new ConcurrentSkipListSet<>();
                BundleListener listener = event -> {
                    if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.UNRESOLVED) {
                        moved.add(event.getBundle().getSymbolicName());
                    }
                };
                context.addBundleListener(listener);
                step.swap(swapped);
                eventually(() -> assertEquals(swapped.toString(), swapped.slots(), inUse(swapped)));
                assertTrue(isInstalled(swapped));
                pings.awaitMore();
                eventually(() -> assertEquals(Set.of(swapped.bundle()), moved));
                context.removeBundleListener(listener);
                assertEquals(FlowState.UP, flow.state());
            }
            pings.end();
        }
        overTheLayer().deallocate(); // the name is still found
    }

    private boolean isInstalled(Swapped swapped) {
        return irm().policies().stream().anyMatch(policy -> policy.bundle().equals(swapped.bundle()));
    }

    private long inUse(Swapped swapped) {
        return slots(swapped).stream()
                .filter(slot -> slot.inUse().startsWith(swapped.policy() + " (" + swapped.bundle()))
                .count();
    }

    private long wanted(Swapped swapped) {
        return slots(swapped).stream()
                .filter(slot -> slot.wanted().equals(swapped.policy()))
                .count();
    }

    private List<SlotInfo> slots(Swapped swapped) {
        return irm().slots().stream()
                .filter(slot -> slot.kind().equals(swapped.kind()))
                .toList();
    }
}
