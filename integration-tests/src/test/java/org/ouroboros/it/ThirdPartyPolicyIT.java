// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.SlotInfo;

/** A policy that was built elsewhere comes, changes and goes under traffic, and nothing else is touched. */
public class ThirdPartyPolicyIT extends InContainer {
    private static final String NAME = "service";
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.1.0";

    /** Flows between two steps. */
    private static final int SOME = 50;

    /** The shipped bundles; the policy is built beside them. */
    @Configuration
    @Override
    public Option[] configuration() throws Exception {
        ThirdParty.buildPolicy(OLD);
        ThirdParty.buildPolicy(NEW);
        return super.configuration();
    }

    @Test
    public void policyOfAThirdPartyChoosesTheProcess() throws Exception {
        install().start();
        serve("a", "b", "c");
        irm().balance(NAME, "least-flows");
        assertEquals(List.of("a", "b", "c", "a", "b", "c"), greetings(NAME, 6));
        eventually(() -> assertEquals(List.of(), irm().flows()));
        assertEquals(List.of("a"), greetings(NAME, 1)); // round-robin would have gone on to the next
    }

    @Test
    public void policyIsUpdatedRestartedAndUninstalledWhileFlowsAreAllocated() throws Exception {
        serve("a", "b", "c");
        Bundle policy = install();
        Neighbours neighbours = Neighbours.of(context, policy);
        Irm irm = irm();
        try (Events events = new Events(policy);
                Traffic traffic = new Traffic()) {
            policy.start();
            irm().balance(NAME, "least-flows");
            assertInUse("least-flows (" + ThirdParty.POLICY + " " + OLD + ")");
            traffic.goOn();

            try (InputStream update = Files.newInputStream(ThirdParty.policy(NEW))) {
                policy.update(update);
            }
            assertInUse("least-flows (" + ThirdParty.POLICY + " " + NEW + ")");
            traffic.goOn();

            policy.stop();
            assertInUse("stand-in");
            traffic.goOn();

            policy.start();
            assertInUse("least-flows (" + ThirdParty.POLICY + " " + NEW + ")");
            traffic.goOn();

            policy.uninstall();
            assertInUse("stand-in");
            traffic.goOn();

            irm().balance(NAME, NameSpec.ROUND_ROBIN);
            traffic.goOn();
            traffic.end();
            assertEquals(List.of(), List.copyOf(events.ofOthers));
        }
        assertEquals(neighbours, Neighbours.of(context, policy));
        assertSame(irm, irm());
    }

    private Bundle install() throws Exception {
        return context.installBundle(ThirdParty.policy(OLD).toUri().toString());
    }

    /** The name is served over a layer by processes that say these words. */
    private void serve(String... greetings) throws Exception {
        createLocalLayer("lan");
        bindProgram("com.example.server", NAME);
        irm().register(NAME, "lan");
        BundleContext server = startProgram("com.example.server");
        for (String greeting : greetings) {
            startProcess(server, new Greeter(greeting), Map.of());
        }
    }

    private void assertInUse(String policy) throws Exception {
        eventually(() -> assertEquals(
                List.of(policy), irm().slots().stream().map(SlotInfo::inUse).toList()));
    }

    /** A client that allocates flows, one after the other, until it is closed. */
    private final class Traffic implements AutoCloseable {
        private final AtomicInteger served = new AtomicInteger();
        private final FutureTask<Void> task = new FutureTask<>(this::run, null);
        private volatile boolean over;

        Traffic() {
            Thread.ofPlatform().daemon().name("traffic").start(task);
        }

        private void run() {
            try {
                while (!over) {
                    try (Flow flow = allocate(NAME)) {
                        assertTrue(List.of("a", "b", "c").contains(Messages.receive(flow)));
                    }
                    served.incrementAndGet();
                }
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        /** Returns when some more flows were allocated. */
        void goOn() throws Exception {
            int enough = served.get() + SOME;
            eventually(() -> {
                if (task.isDone()) {
                    task.get();
                }
                assertTrue(served.get() >= enough);
            });
        }

        /** Fails if an allocation did. */
        void end() throws Exception {
            close();
            task.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            over = true;
        }
    }

    /** What happens to all bundles but one. */
    private final class Events implements AutoCloseable {
        private final Queue<BundleEvent> ofOthers = new ConcurrentLinkedQueue<>();
        private final SynchronousBundleListener listener;

        Events(Bundle without) {
            listener = event -> {
                if (event.getBundle() != without) {
                    ofOthers.add(event);
                }
            };
            context.addBundleListener(listener);
        }

        @Override
        public void close() {
            context.removeBundleListener(listener);
        }
    }

    /** All bundles but one: how they are wired, and what they registered. A component that starts anew registers anew. */
    private record Neighbours(Map<String, Long> modified, Map<String, BundleWiring> wirings, Set<String> services) {
        static Neighbours of(BundleContext context, Bundle without) throws Exception {
            List<Bundle> bundles = Arrays.stream(context.getBundles())
                    .filter(bundle -> bundle != without)
                    .filter(bundle ->
                            bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID) // modified by every installation
                    .toList();
            return new Neighbours(
                    bundles.stream().collect(toMap(Bundle::getSymbolicName, Bundle::getLastModified)),
                    bundles.stream()
                            .collect(toMap(Bundle::getSymbolicName, bundle -> bundle.adapt(BundleWiring.class))),
                    Arrays.stream(context.getAllServiceReferences(null, null))
                            .filter(service -> service.getBundle() != without)
                            .map(service -> service.getProperty(Constants.SERVICE_ID) + " of " + service.getBundle())
                            .collect(toSet()));
        }
    }
}
