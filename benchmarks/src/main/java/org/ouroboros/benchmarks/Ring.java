// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;

/** Systems in this JVM, each of which is a member of one unicast layer and has two neighbours, over UDP on loopback addresses. */
final class Ring {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<ShippedSystem> systems = new ArrayList<>();
    private final List<LayerMember> members = new ArrayList<>();

    private Ring() {}

    static Ring of(int count) throws Exception {
        Ring ring = new Ring();
        try {
            Hosts hosts = new LoopbackHosts();
            String port = Row.freePort(hosts);
            for (int host = 0; host < count; host++) {
                ring.add(hosts, host, port);
            }
            ring.members.getLast().connect(0, hosts.address(0));
            return ring;
        } catch (Exception | Error failure) {
            ring.stop();
            throw failure;
        }
    }

    private void add(Hosts hosts, int host, String port) throws Exception {
        ShippedSystem system = ShippedSystem.startWhole(Map.of());
        systems.add(system);
        LayerMember member = new LayerMember(system, host, hosts.address(host), port);
        members.add(member);
        if (host == 0) {
            member.found();
        } else {
            member.join(host - 1, hosts.address(host - 1));
        }
    }

    List<ShippedSystem> systems() {
        return List.copyOf(systems);
    }

    /** {@return both ends of a new flow over the layer} */
    FlowPair connect(int from, int to, String name, QosSpec qos) throws InterruptedException {
        BlockingQueue<Flow> accepted = new LinkedBlockingQueue<>();
        systems.get(to).serve(name, members.get(to).ipcp(), accepted::add);
        Flow client = members.get(from).open(name, qos);
        Flow server = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (server == null) {
            throw new IllegalStateException("nobody accepted " + client);
        }
        return new FlowPair(client, server);
    }

    void stop() throws Exception {
        for (ShippedSystem system : systems) {
            system.stop();
        }
    }
}
