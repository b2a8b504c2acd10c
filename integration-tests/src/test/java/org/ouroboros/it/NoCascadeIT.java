// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;

/**
 * Each IPCP type, policy, application, and bundle of the shell is installed once more, updated and refreshed, and no other bundle
 * or component restarts. API, SPI and hosts export packages: who upgrades these restarts what uses them.
 */
public class NoCascadeIT extends InContainer {
    private static final String OURS = "org.ouroboros.";
    private static final String NAME = "service";
    private static final String LIBRARY = "org.ouroboros.app";
    private static final String USER = "org.ouroboros.app.oping";
    private static final String LAYER_TYPE = "org.ouroboros.ipcp.local";

    /** What lives as long as the system. */
    private static final Set<String> HOSTS = Set.of("org.ouroboros.irm");

    /** What is done to a bundle. */
    private interface Step {
        void take(Bundle bundle) throws Exception;
    }

    /** A flow over a layer of this system. */
    @Before
    public void serve() throws Exception {
        createLocalLayer("lan");
        irm().register(NAME, "lan");
        startProcess(startProgram("com.example.server"), new Greeter("hello"), Map.of());
        bindProgram("com.example.server", NAME);
    }

    @Test
    public void aFurtherBundleRestartsNoOther() throws Exception {
        withEach(bundle -> {
            Bundle copy = context.installBundle(
                    "copy:" + bundle.getSymbolicName(), BundleCopy.of(bundle).open());
            copy.start();
            awaitComponents(copy, components(bundle));
            copy.stop();
            copy.uninstall();
            refresh(copy);
        });
    }

    @Test
    public void anUpdateRestartsNoOther() throws Exception {
        withEach(bundle -> {
            int components = components(bundle);
            try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
                bundle.update(jar);
            }
            awaitComponents(bundle, components);
        });
    }

    @Test
    public void aRefreshRestartsNoOther() throws Exception {
        withEach(bundle -> {
            int components = components(bundle);
            refresh(bundle);
            awaitComponents(bundle, components);
        });
    }

    /** What the others show by not moving, this one shows by what moves. */
    @Test
    public void anUpgradeOfWhatIsCompiledAgainstRestartsItsUsers() throws Exception {
        try (Moves moves = new Moves(context, Set.of(LIBRARY))) {
            refresh(bundle(LIBRARY));
            assertTrue(
                    moves.ofOthers().toString(),
                    moves.ofOthers().containsAll(List.of(USER + " stops", USER + " is wired anew")));
            assertTrue(
                    moves.ofOthers().toString(),
                    moves.ofOthers().stream().anyMatch(move -> move.startsWith(USER + " ends component ")));
        }
        awaitComponents(bundle(USER), 1);
    }

    private void withEach(Step step) throws Exception {
        List<Bundle> replaceable = replaceable();
        assertTrue(replaceable.toString(), replaceable.size() > 30);
        for (Bundle bundle : replaceable) {
            try (Flow flow = allocate(NAME);
                    Moves moves = new Moves(
                            context, Set.of(bundle.getSymbolicName(), bundle.getSymbolicName() + BundleCopy.SUFFIX))) {
                assertEquals("hello", Messages.receive(flow));
                step.take(bundle);
                assertEquals(bundle + " moves others", List.of(), moves.ofOthers());
                if (!bundle.getSymbolicName().equals(LAYER_TYPE)) {
                    assertEquals(bundle + " ends a flow", FlowState.UP, flow.state());
                }
            }
            eventually(() -> allocate(NAME).deallocate());
        }
    }

    /** {@return bundles of ours that nobody compiles against} */
    private List<Bundle> replaceable() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith(OURS))
                .filter(bundle -> bundle.getHeaders().get(Constants.EXPORT_PACKAGE) == null)
                .filter(bundle -> !HOSTS.contains(bundle.getSymbolicName()))
                .toList();
    }

    private static int components(Bundle bundle) {
        ServiceReference<?>[] registered = bundle.getRegisteredServices();
        return registered == null ? 0 : registered.length;
    }

    private static void awaitComponents(Bundle bundle, int number) throws Exception {
        eventually(() -> assertEquals(bundle + " is not whole", number, components(bundle)));
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        refreshed.countDown();
                    }
                });
        assertTrue(bundle + " is not refreshed", refreshed.await(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }
}
