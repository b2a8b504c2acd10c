// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.directory.DirectoryPolicy;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingState;

/** What a successor gets is the state of its predecessor at that moment, forth and, if the swap is taken back, back. */
class HandOverTest {
    private static final String NET = "net";
    private static final int FLOWS = 3;

    private final Network network = new Network(41, 3);
    private final List<Flow> flows = new ArrayList<>();

    @BeforeEach
    void ring() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        for (int i = 0; i < FLOWS; i++) {
            flows.add(network.allocate(NET, 1, 2));
        }
    }

    @AfterEach
    void everyPacketIsBack() {
        flows.forEach(Flow::deallocate);
        network.loop.runFor(Duration.ofSeconds(1));
        for (int i = 0; i < network.size(); i++) {
            assertEquals(0, network.system(i).pool.outstanding());
        }
    }

    private <P> void offer(PolicyCatalogue<P> catalogue, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, catalogue.kind(), name, "test." + name, "1.0.0"));
        network.loop.runFor(Duration.ofMillis(1));
    }

    private void swap(String kind, String policy) {
        SwapSpec spec = new SwapSpec(kind, policy, Set.of(), Duration.ofMinutes(1), "test");
        assertEquals(
                SwapState.WATCHED,
                network.loop.await(network.system(1).irm.swaps().swap(spec)).state());
    }

    private void commit() {
        network.loop.await(network.system(1).irm.swaps().commit());
    }

    private void rollBack() {
        network.loop.await(network.system(1).irm.swaps().rollBack());
    }

    /** A policy whose flows are in states that tell them apart, and that notes from which it went on; each is tried out first. */
    private static final class Paces implements CongestionPolicy {
        private final List<CongestionState> starts = new ArrayList<>();
        private final long first;
        private int opened;

        Paces(long first) {
            this.first = first;
        }

        @Override
        public Base base() {
            return Base.NONE;
        }

        @Override
        public int mark(int ecn, int queued) {
            return ecn;
        }

        @Override
        public Controller open(CongestionState start, long nowNs) {
            starts.add(start);
            CongestionState state = new CongestionState(first + opened++, 7, false, 9);
            return new Controller() {
                @Override
                public long onSend(int bytes, long now) {
                    return 0;
                }

                @Override
                public int onReceive(int ecn) {
                    return NO_ECHO;
                }

                @Override
                public void onEcho(int ece, long now) {}

                @Override
                public CongestionState state() {
                    return state;
                }

                @Override
                public void close() {}
            };
        }

        /** {@return what the flows went on from, as many as were opened last} */
        List<CongestionState> latestStarts() {
            return starts.subList(starts.size() - FLOWS, starts.size());
        }

        /** {@return the states of the flows that were opened last} */
        List<CongestionState> latestStates() {
            return LongStream.range(first + opened - FLOWS, first + opened)
                    .mapToObj(rate -> new CongestionState(rate, 7, false, 9))
                    .toList();
        }
    }

    @Test
    void eachFlowGoesOnAtItsRate() {
        Paces one = new Paces(1_000);
        Paces other = new Paces(2_000);
        offer(network.policies(1).congestion(), "one", one);
        offer(network.policies(1).congestion(), "other", other);
        swap("congestion", "one");
        commit();
        List<CongestionState> before = one.latestStates();
        swap("congestion", "other");
        assertEquals(before, other.latestStarts());
        List<CongestionState> meanwhile = other.latestStates();
        rollBack();
        assertEquals(meanwhile, one.latestStarts());
    }

    /** A policy with a round in which it sent what tells its N-1 flows apart. */
    private static final class Rounds implements SchedulingPolicy {
        private final List<SchedulingState> starts = new ArrayList<>();
        private int opened;

        @Override
        public Scheduler open() {
            return open(SchedulingState.NONE);
        }

        @Override
        public Scheduler open(SchedulingState start) {
            starts.add(start);
            SchedulingState state = new SchedulingState(List.of(++opened, 0, 0));
            return new Scheduler() {
                @Override
                public int next(int waiting) {
                    return Integer.numberOfTrailingZeros(waiting);
                }

                @Override
                public SchedulingState state() {
                    return state;
                }

                @Override
                public void close() {}
            };
        }
    }

    @Test
    void eachRoundGoesOn() {
        Rounds one = new Rounds();
        Rounds other = new Rounds();
        offer(network.policies(1).scheduling(), "one", one);
        offer(network.policies(1).scheduling(), "other", other);
        swap("scheduling", "one");
        commit();
        Set<SchedulingState> before = Set.of(
                new SchedulingState(List.of(one.opened - 1, 0, 0)), new SchedulingState(List.of(one.opened, 0, 0)));
        swap("scheduling", "other");
        assertEquals(before, Set.copyOf(other.starts.subList(other.starts.size() - 2, other.starts.size())));
        Set<SchedulingState> meanwhile = Set.of(
                new SchedulingState(List.of(other.opened - 1, 0, 0)), new SchedulingState(List.of(other.opened, 0, 0)));
        rollBack();
        assertEquals(meanwhile, Set.copyOf(one.starts.subList(one.starts.size() - 2, one.starts.size())));
    }

    @Test
    void theDirectoryKeepsIdentityNamesEntriesAndMembers() {
        List<DirectoryState> starts = new ArrayList<>();
        DirectoryPolicy noting = (host, start) -> {
            starts.add(start);
            return new DhtPolicy().open(host, start);
        };
        offer(network.policies(1).directory(), "noting", noting);
        LayerView before = network.view(NET, 1);
        swap("directory", "noting");
        DirectoryState start = starts.getFirst();
        assertTrue(start.id().isPresent());
        assertEquals(items(before, "own"), start.own().size());
        assertEquals(items(before, "stored"), start.entries().size());
        assertEquals(items(before, "contact"), start.contacts().size());
        assertEquals(1, start.own().size());
        assertTrue(start.entries().stream().allMatch(entry -> entry.expiresS() > 0));
        assertEquals(items(before, "stored"), items(network.view(NET, 1), "stored"));
        rollBack();
        assertEquals(before.directory().size(), network.view(NET, 1).directory().size());
    }

    private static long items(LayerView view, String kind) {
        return view.directory().stream()
                .filter(item -> item.kind().equals(kind))
                .count();
    }

    @Test
    void queriesUnderWayAreAskedAgainOfWhoeverTakesOver() {
        FaultyPolicies silent = new FaultyPolicies(FaultyPolicies.Fault.BLACKHOLE);
        offer(network.policies(1).directory(), "silent", silent.directory());
        swap("directory", "silent");
        silent.inUse();
        SystemIpcp ipcp = network.system(1).irm.requireIpcp(Network.ipcp(NET, 1));
        HashAlgorithm hash = ipcp.layer().orElseThrow().hash();
        CompletableFuture<Boolean> query = ipcp.member().query(NameHash.of(Network.name(NET, 2), hash));
        network.loop.runFor(Duration.ofMillis(100));
        assertFalse(query.isDone());
        rollBack();
        assertTrue(network.loop.await(query));
    }

    @Test
    void theAddressStays() {
        LayerView before = network.view(NET, 1);
        offer(network.policies(1).address(), "other", (bytes, random) -> 1);
        swap("address", "other");
        commit();
        assertEquals(before.address(), network.view(NET, 1).address());
    }

    @Test
    void routesAreThereAllTheTimeAndTheSameAgainWhenTheSwapIsTakenBack() {
        LayerView before = network.view(NET, 1);
        swap("routing", "lfa");
        assertEquals(2, network.view(NET, 1).routes().size());
        rollBack();
        assertEquals(before.routes(), network.view(NET, 1).routes());
    }
}
