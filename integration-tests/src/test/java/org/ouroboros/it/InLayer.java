// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;

/** Tests with a unicast layer of two members in the container, {@code client} and {@code server}, and a ping server at the latter. */
abstract class InLayer extends InContainer {
    private static final String SERVER = "org.ouroboros.app.oping.server";
    private static final String NAME = "ping";

    /** Two members, each on one end of a link. */
    @Before
    public void connect() throws Exception {
        link();
        join();
    }

    /** Makes a link with the ends {@code near} and {@code far}. */
    final void link() {
        for (String end : List.of("near", "far")) {
            irm().createIpcp(end, "virtual");
            irm().bootstrap(end, new LayerSpec("link", Map.of()));
        }
    }

    /** Has the members join, over what has an IPCP {@code near} and another one. */
    final void join() throws Exception {
        irm().bootstrap("client", Optional.of("unicast"), new LayerSpec("net", Map.of()), true);
        irm().register("client", "near");
        irm().enrol("server", Optional.of("unicast"), "client", Optional.of("net"), true);
        irm().connect("server", "client", Set.of(LayerComponent.values()), QosSpec.RAW);
        irm().register(NAME, "server");
        for (String member : List.of("client", "server")) {
            eventually(() -> assertTrue(irm().layerView(member).directory().stream()
                    .anyMatch(item -> item.kind().equals("contact"))));
        }
    }

    /**
     * {@return a flow that takes the layer} What is bound here is reached directly; who is bound when the request has come over the layer
     * already still gets that flow.
     */
    final Flow overTheLayer() throws Exception {
        return overTheLayer(QosSpec.RAW);
    }

    final Flow overTheLayer(QosSpec qos) throws Exception {
        return overTheLayer(NAME, qos);
    }

    final Flow overTheLayer(String name, QosSpec qos) throws Exception {
        FlowAllocator allocator = service(context, FlowAllocator.class);
        FutureTask<Flow> allocated =
                new FutureTask<>(() -> allocator.allocate(name, qos, FlowAllocator.DEFAULT_TIMEOUT));
        Thread.startVirtualThread(allocated);
        eventually(() -> assertTrue(allocated.isDone() || flowsOf("server") == 1));
        bindProgram(SERVER, name);
        Flow flow = allocated.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        irm().unbindProgram(SERVER, name);
        assertTrue(irm().flows().stream()
                .anyMatch(end -> end.id() == flow.id() && end.ipcp().equals(Optional.of("client"))));
        return flow;
    }

    final long flowsOf(String ipcp) {
        return irm().counters().stream()
                .filter(counter -> counter.component().equals("IPCP " + ipcp)
                        && counter.name().equals("flows now"))
                .mapToLong(CounterInfo::value)
                .sum();
    }

    /** Swaps, and waits until the watch is over; {@return the swap} */
    final SwapInfo accepted(SwapSpec spec) throws Exception {
        long number = irm().swaps().swap(spec).number();
        eventually(() -> {
            SwapInfo latest = irm().swaps().history().getLast();
            assertEquals(number, latest.number());
            assertEquals(latest.toString(), SwapState.ACCEPTED, latest.state());
        });
        return irm().swaps().history().getLast();
    }
}
