// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAcceptor;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.traffic.UnicastLayer.Ends;

/** Where policies of a kind are in use, the traffic there, and how they are exchanged. */
final class Usage implements Closeable {
    private static final String NAME = "conformance.name";

    /** What encrypted flows use where the check is of something else. */
    private static final String CIPHER = "aes-256-gcm";

    private static final String KEY_EXCHANGE = "X25519";

    private final BundleContext context;
    private final Irm irm;
    private final FlowAllocator allocator;
    private final PolicyName policy;
    private final Deque<Closeable> opened = new ArrayDeque<>(); // closed in reverse
    private final Optional<Traffic> traffic;
    private final Optional<Exchange> exchange;

    /** Brings a system about in which policies of that kind are in use. */
    Usage(BundleContext context, Irm irm, FlowAllocator allocator, PolicyName policy, Place place) throws Exception {
        this.context = context;
        this.irm = irm;
        this.allocator = allocator;
        this.policy = policy;
        try {
            traffic = open(place);
            traffic.ifPresent(opened::push);
        } catch (Exception failure) {
            close();
            throw failure;
        }
        exchange = switch (place) {
            case LAYER, NAMES_OF_LAYER, FLOW, ENCRYPTION -> Optional.of(new Exchange.Slots(irm, policy.kind()));
            case NAME -> Optional.of(new Exchange.Balance(irm, NAME));
            case KEY_EXCHANGE, FILES -> Optional.empty();
        };
    }

    private Optional<Traffic> open(Place place) throws Exception {
        return switch (place) {
            case LAYER -> Optional.of(packets(QosSpec.RAW, Optional.empty()));
            case NAMES_OF_LAYER -> Optional.of(flows());
            case FLOW -> Optional.of(packets(QosSpec.DATA.withBer(0), Optional.empty()));
            case ENCRYPTION -> Optional.of(packets(QosSpec.RAW, Optional.of(settings(policy.name(), KEY_EXCHANGE))));
            case KEY_EXCHANGE -> Optional.of(agreedFlows(settings(CIPHER, policy.name())));
            case NAME -> Optional.of(balancedFlows());
            case FILES -> Optional.empty();
        };
    }

    private static String settings(String cipher, String keyExchange) {
        return "cipher=" + cipher + "\nkex=" + keyExchange;
    }

    private UnicastLayer layer(Optional<String> security) throws Exception {
        UnicastLayer layer = new UnicastLayer(context, irm, allocator);
        opened.push(layer);
        if (security.isPresent()) {
            layer.secure(NAME, security.get());
        }
        layer.register(NAME);
        return layer;
    }

    private Traffic packets(QosSpec qos, Optional<String> security) throws Exception {
        Ends ends = layer(security).connect(NAME, qos);
        opened.push(ends);
        return new NumberedPackets(ends.client(), ends.server());
    }

    /** Flows over a layer, for each of which a name is looked up. */
    private Traffic flows() throws Exception {
        UnicastLayer layer = layer(Optional.empty());
        layer.connect(NAME, QosSpec.RAW).close();
        return new Allocations(() -> layer.attempt(NAME, QosSpec.RAW).close());
    }

    /** Flows that are asked for again where the server refused one, which knew no such key exchange for a moment. */
    private Traffic agreedFlows(String security) throws Exception {
        UnicastLayer layer = layer(Optional.of(security));
        layer.connect(NAME, QosSpec.RAW).close();
        return new Allocations(() -> layer.connect(NAME, QosSpec.RAW).close());
    }

    /** Flows of a name that two processes serve. */
    private Traffic balancedFlows() {
        irm.createName(NameSpec.of(NAME, NameSpec.ROUND_ROBIN));
        opened.push(() -> irm.destroyName(NAME));
        for (int process = 0; process < 2; process++) {
            FlowAcceptor acceptor = Flow::deallocate;
            ServiceRegistration<?> server = context.registerService(FlowAcceptor.class, acceptor, null);
            opened.push(server::unregister);
            irm.bindProcess((Long) server.getReference().getProperty(Constants.SERVICE_ID), NAME);
        }
        return new Allocations(() -> allocator
                .allocate(NAME, QosSpec.RAW, FlowAllocator.DEFAULT_TIMEOUT)
                .deallocate());
    }

    /** {@return what passes where the policy is in use; empty where the kit brings about no such place} */
    Optional<Traffic> traffic() {
        return traffic;
    }

    /** {@return how a policy is put in use in place of another; empty where none is, for longer than a moment} */
    Optional<Exchange> exchange() {
        return exchange;
    }

    /** {@return whether the policy is in use in all places, or, where none is for longer than a moment, installed} */
    boolean inUse() {
        if (exchange.isEmpty()) {
            return irm.policies().stream()
                    .anyMatch(info -> info.kind().equals(policy.kind())
                            && info.name().equals(policy.name())
                            && info.bundle().equals(policy.bundle()));
        }
        List<SlotInfo> slots = irm.slots().stream()
                .filter(slot -> slot.kind().equals(policy.kind()))
                .toList();
        return !slots.isEmpty() && slots.stream().allMatch(slot -> slot.inUse().startsWith(policy.inUse()));
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
