// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.address.AddressState;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.ForwardingState;
import org.ouroboros.policy.forwarding.NextHops;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.RoutingState;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingState;
import org.ouroboros.policy.swap.Replaceable;
import org.ouroboros.policy.swap.State;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.routing.linkstate.LinkStatePolicy;

/** Policies of each kind that are wrong in one way. */
final class FaultyPolicies {
    /** What is wrong. */
    enum Fault {
        /** It throws as soon as it is asked for anything. */
        THROWS_AT_ONCE,
        /** It refuses the state. */
        REFUSES,
        /** It knows no version of the state. */
        TOO_OLD,
        /** It does well while it is tried out, and throws in use. */
        THROWS_IN_USE,
        /** It does well while it is tried out, and then does nothing that it is asked for. */
        BLACKHOLE;

        boolean showsInPreparation() {
            return this == THROWS_AT_ONCE || this == REFUSES || this == TOO_OLD;
        }
    }

    private final Fault fault;
    private boolean inUse;

    FaultyPolicies(Fault fault) {
        this.fault = fault;
    }

    /** The policy was tried out, and is in use from now on. */
    void inUse() {
        inUse = true;
    }

    private void called() {
        if (fault == Fault.THROWS_AT_ONCE || (fault == Fault.THROWS_IN_USE && inUse)) {
            throw new IllegalStateException("broken");
        }
    }

    private boolean swallows() {
        return fault == Fault.BLACKHOLE && inUse;
    }

    RoutingPolicy routing() {
        return new FaultyRouting();
    }

    ForwardingPolicy forwarding() {
        return new FaultyForwarding();
    }

    CongestionPolicy congestion() {
        return new FaultyCongestion();
    }

    SchedulingPolicy scheduling() {
        return new FaultyScheduling();
    }

    AddressPolicy address() {
        return new FaultyAddress();
    }

    DirectoryPolicy directory() {
        return new FaultyDirectoryPolicy();
    }

    /** What is wrong with the state. */
    private abstract class Faulty<S extends State> implements Replaceable<S> {
        @Override
        public final int stateVersion() {
            return fault == Fault.TOO_OLD ? 0 : 1;
        }

        @Override
        public final void examine(S state) {
            if (fault == Fault.REFUSES) {
                throw new StateRefused("it is not for this layer");
            }
        }
    }

    private final class FaultyRouting extends Faulty<RoutingState> implements RoutingPolicy {
        private final RoutingPolicy sound = new LinkStatePolicy();

        @Override
        public RoutingPolicy.Base base() {
            return RoutingPolicy.Base.SIMPLE;
        }

        @Override
        public String forwarding() {
            return "simple";
        }

        @Override
        public Map<Long, List<Long>> routes(Topology topology) {
            called();
            return swallows() ? Map.of() : sound.routes(topology);
        }
    }

    private final class FaultyForwarding extends Faulty<ForwardingState> implements ForwardingPolicy {
        @Override
        public int choose(NextHops hops, long eid) {
            called();
            return swallows() || !hops.up(0) ? NONE : 0;
        }
    }

    private final class FaultyCongestion extends Faulty<CongestionState> implements CongestionPolicy {
        @Override
        public CongestionPolicy.Base base() {
            return CongestionPolicy.Base.NONE;
        }

        @Override
        public int mark(int ecn, int queued) {
            called();
            return ecn;
        }

        @Override
        public Controller open(CongestionState start, long nowNs) {
            return new Controller() {
                @Override
                public long onSend(int bytes, long now) {
                    called();
                    return swallows() ? Long.MAX_VALUE : 0;
                }

                @Override
                public int onReceive(int ecn) {
                    called();
                    return NO_ECHO;
                }

                @Override
                public void onEcho(int ece, long now) {
                    called();
                }

                @Override
                public CongestionState state() {
                    called();
                    return start;
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class FaultyScheduling extends Faulty<SchedulingState> implements SchedulingPolicy {
        @Override
        public Scheduler open() {
            return new Scheduler() {
                @Override
                public int next(int waiting) {
                    called();
                    return swallows() ? 2 : Integer.numberOfTrailingZeros(waiting);
                }

                @Override
                public SchedulingState state() {
                    called();
                    return SchedulingState.NONE;
                }

                @Override
                public void close() {}
            };
        }
    }

    private final class FaultyAddress extends Faulty<AddressState> implements AddressPolicy {
        @Override
        public long choose(int bytes, RandomGenerator random) {
            called();
            return 1;
        }
    }

    private final class FaultyDirectoryPolicy extends Faulty<DirectoryState> implements DirectoryPolicy {
        private final DirectoryPolicy sound = new DhtPolicy();

        @Override
        public Directory open(DirectoryHost host, DirectoryState start) {
            if (fault == Fault.THROWS_AT_ONCE) {
                called();
            }
            return new FaultyDirectory(sound.open(host, start));
        }
    }

    /** A directory that speaks to others as it should. */
    private final class FaultyDirectory implements DirectoryPolicy.Directory {
        private final DirectoryPolicy.Directory sound;
        private final List<CompletableFuture<List<Long>>> unanswered = new ArrayList<>();

        FaultyDirectory(DirectoryPolicy.Directory sound) {
            this.sound = sound;
        }

        @Override
        public void register(NameHash name) {
            sound.register(name);
        }

        @Override
        public void unregister(NameHash name) {
            sound.unregister(name);
        }

        @Override
        public CompletableFuture<List<Long>> query(NameHash name) {
            called();
            if (swallows()) {
                CompletableFuture<List<Long>> never = new CompletableFuture<>();
                unanswered.add(never);
                return never;
            }
            return sound.query(name);
        }

        @Override
        public void receive(Packet message) {
            sound.receive(message);
        }

        @Override
        public void routesChanged() {
            sound.routesChanged();
        }

        @Override
        public Map<String, Long> counters() {
            return sound.counters();
        }

        @Override
        public DirectoryState state() {
            called();
            return sound.state();
        }

        @Override
        public void close() {
            unanswered.forEach(never -> never.complete(List.of()));
            sound.close();
        }
    }
}
