// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;

/** The IPCP of a system in a unicast layer over a layer over UDP, of hosts that are numbered from 0. */
final class LayerMember {
    private static final String LAYER = "net";
    private static final String UDP = "udp";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ShippedSystem system;
    private final String ipcp;

    /**
     * Makes the layer over UDP, and nothing over it yet.
     *
     * @param host its number
     */
    LayerMember(ShippedSystem system, int host, String address, String port) throws InterruptedException {
        this.system = system;
        this.ipcp = ipcp(host);
        system.awaitType("udp4");
        system.awaitType("unicast");
        LayerSpec layer = new LayerSpec(UDP, Map.of("ip", address, "port", port));
        system.irm().bootstrap(UDP, Optional.of("udp4"), layer, false);
    }

    private static String ipcp(int host) {
        return LAYER + "." + host;
    }

    /** {@return the name of the IPCP} */
    String ipcp() {
        return ipcp;
    }

    /** Makes the layer. */
    void found() throws InterruptedException {
        system.irm().bootstrap(ipcp, Optional.of("unicast"), new LayerSpec(LAYER, Map.of()), true);
        announce();
    }

    /** Joins the layer through the neighbour at another host. */
    void join(int neighbour, String address) throws InterruptedException {
        Irm irm = system.irm();
        irm.addPeer(LAYER, address, OptionalInt.empty());
        irm.addPeer(ipcp(neighbour), address, OptionalInt.empty());
        enrol(irm);
        irm.connect(ipcp, ipcp(neighbour), EnumSet.allOf(LayerComponent.class), QosSpec.RAW);
        announce();
    }

    /** Has one more neighbour, as a member. */
    void connect(int neighbour, String address) throws InterruptedException {
        system.irm().addPeer(ipcp(neighbour), address, OptionalInt.empty());
        system.irm().connect(ipcp, ipcp(neighbour), EnumSet.allOf(LayerComponent.class), QosSpec.RAW);
    }

    /** The neighbour may be slow to answer while its system warms up. */
    private void enrol(Irm irm) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                irm.enrol(ipcp, Optional.of("unicast"), LAYER, Optional.of(LAYER), true);
                return;
            } catch (IrmException notYet) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw notYet;
                }
            }
        }
    }

    private void announce() throws InterruptedException {
        system.irm().register(LAYER, UDP);
        system.irm().register(ipcp, UDP);
    }

    /** {@return a new flow over the layer} The name may not have spread yet. */
    Flow open(String name, QosSpec qos) throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Flow allocated = system.allocator().allocate(name, qos, PATIENCE);
                system.requireCarried(allocated, ipcp);
                return allocated;
            } catch (FlowRefused refused) {
                if (System.nanoTime() - deadlineNs > 0) {
                    throw refused;
                }
            }
        }
    }
}
