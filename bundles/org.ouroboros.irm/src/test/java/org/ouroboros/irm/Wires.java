// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.virtual.VirtualIpcpType;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.NameHash;

/** The type {@code virtual}, with links that can be cut without a word to anybody, as a wire is. */
final class Wires implements IpcpType {
    private static final String MANAGEMENT = "Management";

    private static final String DATA_TRANSFER = "Data Transfer";

    // tags of fields of the message with which members introduce themselves: of the name, and of none
    private static final String NAME = "\u00A2\u0006";
    private static final byte NOTHING = (byte) 0xAA;

    private static final long LONGEST_HELD_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final VirtualIpcpType type = new VirtualIpcpType();
    private final Set<String> cut = new HashSet<>();
    private SplittableRandom random = new SplittableRandom(0);
    private double loss;
    private double disorder;
    private boolean quiet;
    private boolean silent;
    private boolean plain;

    /** Sees each packet, and may change its bytes. */
    Consumer<Packet> tap = packet -> {};

    /** Sees what clients say while flows are allocated, and what arrives instead. */
    UnaryOperator<byte[]> requestTap = UnaryOperator.identity();

    /** Sees what servers say while flows are allocated, and what arrives instead. */
    UnaryOperator<byte[]> responseTap = UnaryOperator.identity();

    /** Cuts a link: what is sent is lost. */
    void cut(String layer) {
        cut.add(layer);
    }

    void mend(String layer) {
        cut.remove(layer);
    }

    /** From now on, all links lose a share of the packets at random. */
    void lose(double share, long seed) {
        loss = share;
        random = new SplittableRandom(seed);
    }

    /** From now on, all links hold a share of the packets back at random, so that later ones pass them, and send as many twice. */
    void disorder(double share) {
        disorder = share;
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    /** From now on, signs of life are lost on flows that carry management: members of the prototype do not always send them there. */
    void quietManagement() {
        quiet = true;
    }

    /** From now on, members do not learn the names of their neighbours, and take each other for members of the prototype. */
    void hideNames() {
        tap = packet -> {
            String text = text(packet);
            int tag = text.lastIndexOf(NAME);
            if (tag >= 0 && (text.contains(MANAGEMENT) || text.contains(DATA_TRANSFER))) {
                packet.segment().set(ValueLayout.JAVA_BYTE, packet.offset() + (long) tag, NOTHING);
            }
        };
    }

    /** From now on, nobody is told that the peer released a flow: a layer over UDP has no message for it. */
    void releaseSilently() {
        silent = true;
    }

    /** From now on, members are as the type makes them: they hand over, and nobody sees or cuts what they carry. */
    Wires plain() {
        plain = true;
        return this;
    }

    @Override
    public int stateVersion() {
        return type.stateVersion();
    }

    @Override
    public LayerTraits traits() {
        return type.traits();
    }

    @Override
    public List<LayerOption> options() {
        return type.options();
    }

    @Override
    public Ipcp create(IpcpHost host) {
        return plain ? type.create(host) : new Wire(host);
    }

    private static String text(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset(), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A member of a link. */
    private final class Wire implements Ipcp {
        private final IpcpHost host;
        private final Ipcp member;
        private String layer = "";

        Wire(IpcpHost host) {
            this.host = host;
            member = type.create(new Host(host));
        }

        @Override
        public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
            layer = config.layer();
            return member.bootstrap(config);
        }

        @Override
        public CompletableFuture<Void> register(NameHash name) {
            return member.register(name);
        }

        @Override
        public CompletableFuture<Void> unregister(NameHash name) {
            return member.unregister(name);
        }

        @Override
        public CompletableFuture<Boolean> query(NameHash name) {
            return member.query(name);
        }

        @Override
        public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
            return cut.contains(layer)
                    ? new CompletableFuture<>()
                    : member.allocate(new Allocation(
                                    request.destination(),
                                    request.qos(),
                                    requestTap.apply(request.oap()),
                                    request.user()))
                            .thenApply(reply ->
                                    new Allocation.Reply(new Flow(reply.flow()), responseTap.apply(reply.oap())));
        }

        @Override
        public Map<String, Long> counters() {
            return member.counters();
        }

        @Override
        public void close() {
            member.close();
        }

        /** What its system does for it, with flows that lose what is sent while the link is cut. */
        private final class Host implements IpcpHost {
            private final IpcpHost host;

            Host(IpcpHost host) {
                this.host = host;
            }

            @Override
            public String ipcp() {
                return host.ipcp();
            }

            @Override
            public IpcpLoop loop() {
                return host.loop();
            }

            @Override
            public PacketPool pool() {
                return host.pool();
            }

            @Override
            public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
                return host.arrived(new Allocation.Arrival(
                        arrival.destination(), arrival.qos(), arrival.oap(), new Flow(arrival.flow())));
            }

            @Override
            public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
                return host.allocate(name, qos, user);
            }
        }

        /** An end of a flow. */
        private final class Flow implements LayerFlow {
            private final LayerFlow flow;
            private boolean management;

            Flow(LayerFlow flow) {
                this.flow = Objects.requireNonNull(flow);
            }

            @Override
            public void send(Packet packet) {
                tap.accept(packet);
                management = management || (quiet && text(packet).contains(MANAGEMENT));
                if (happens(loss) || cut.contains(layer) || (quiet && management && packet.length() == 0)) {
                    packet.release();
                } else {
                    if (happens(disorder)) {
                        flow.send(copy(packet));
                    }
                    sendNowOrLater(packet);
                }
            }

            private void sendNowOrLater(Packet packet) {
                if (happens(disorder)) {
                    host.loop().timer(() -> flow.send(packet)).arm(random.nextLong(LONGEST_HELD_NS));
                } else {
                    flow.send(packet);
                }
            }

            private Packet copy(Packet packet) {
                Packet copy = Objects.requireNonNull(host.pool().take());
                copy.put(packet.segment()
                        .asSlice(packet.offset(), packet.length())
                        .asByteBuffer());
                return copy;
            }

            @Override
            public boolean writable() {
                return flow.writable();
            }

            @Override
            public int headroom() {
                return flow.headroom();
            }

            @Override
            public int largestPacket() {
                return flow.largestPacket();
            }

            @Override
            public void deallocate() {
                if (!silent && !cut.contains(layer)) { // else the link would tell the peer
                    flow.deallocate();
                }
            }
        }
    }
}
