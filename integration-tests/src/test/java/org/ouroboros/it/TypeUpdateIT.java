// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.LayerSpec;

/** Bundles of IPCP types are updated and restarted under numbered, reliable traffic: nothing is lost, no IPCP above leaves its layer. */
public class TypeUpdateIT extends InLayer {
    private static final String NEAR = "127.0.0.1";
    private static final QosSpec RELIABLE = QosSpec.DATA.withBer(0);
    private static final int ROUNDS = 3;

    /** What is below the layer differs. */
    @Override
    public void connect() {}

    @Test
    public void aLayerOverALinkGoesOnWhenTheLinkIsUpdated() throws Exception {
        link();
        join();
        goesOn("org.ouroboros.ipcp.virtual");
    }

    @Test
    public void aLayerGoesOnWhenItsOwnTypeIsUpdated() throws Exception {
        link();
        join();
        goesOn("org.ouroboros.ipcp.unicast");
    }

    @Test
    public void aLayerOverUdpGoesOnWhenUdpIsUpdated() throws Exception {
        String port = freePort();
        irm().bootstrap("far", Optional.of("udp4"), udp("127.0.0.2", port), false);
        irm().bootstrap("near", Optional.of("udp4"), udp(NEAR, port), false);
        irm().addPeer("client", NEAR, OptionalInt.empty());
        join();
        goesOn("org.ouroboros.ipcp.udp");
    }

    private static LayerSpec udp(String ip, String port) {
        return new LayerSpec("lan", Map.of("ip", ip, "port", port));
    }

    private static String freePort() throws SocketException {
        try (DatagramSocket socket = new DatagramSocket()) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    /** Updates and restarts a bundle under traffic, which leaves no thread, file or memory behind. */
    private void goesOn(String name) throws Exception {
        underPings(name); // warms up
        Footprint before = Footprint.now();
        underPings(name);
        eventually(() -> Footprint.now().assertWithin(before));
    }

    /** Updates and restarts a bundle while a client pings over the layer {@code net}. */
    private void underPings(String name) throws Exception {
        Bundle bundle = bundle(name);
        List<WeakReference<ClassLoader>> replaced = new ArrayList<>();
        Set<String> moved = new ConcurrentSkipListSet<>();
        BundleListener listener = event -> {
            if (event.getType() == BundleEvent.STOPPED || event.getType() == BundleEvent.UNRESOLVED) {
                moved.add(event.getBundle().getSymbolicName());
            }
        };
        List<IpcpInfo> before = irm().ipcps();
        context.addBundleListener(listener);
        try (Flow flow = reliable()) {
            Pings pings = new Pings(flow);
            for (int round = 0; round < ROUNDS; round++) {
                replaced.add(
                        new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                pings.awaitMore();
                update(bundle);
                pings.awaitMore();
                bundle.stop();
                assertTrue(irm().ipcps().stream().anyMatch(ipcp -> ipcp.state() == IpcpState.WAITING_FOR_TYPE));
                bundle.start();
            }
            pings.awaitMore();
            eventually(() -> assertEquals(members(before), members(irm().ipcps())));
            assertEquals(FlowState.UP, flow.state());
            pings.end();
        }
        assertEquals(Set.of(name), moved);
        context.removeBundleListener(listener);
        reliable().deallocate(); // the name is still found
        eventually(() -> {
            System.gc();
            assertTrue(replaced.stream().allMatch(loader -> loader.refersTo(null)));
        });
    }

    /** What stays the same of IPCPs. */
    private static List<String> members(List<IpcpInfo> ipcps) {
        return ipcps.stream()
                .map(ipcp -> ipcp.name() + " " + ipcp.layer() + " " + ipcp.state() + " " + ipcp.registered())
                .toList();
    }

    private static void update(Bundle bundle) throws Exception {
        try (InputStream jar = URI.create(bundle.getLocation()).toURL().openStream()) {
            bundle.update(jar);
        }
    }

    /** {@return a flow over the layer} Once those before it have ended: a new one is told by their number. */
    private Flow reliable() throws Exception {
        eventually(() -> assertEquals("flows that end", 0, flowsOf("server")));
        return overTheLayer(RELIABLE);
    }
}
