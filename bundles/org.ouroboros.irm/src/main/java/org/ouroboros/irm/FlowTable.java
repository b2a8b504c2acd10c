// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.endpoint.FlowCounters;
import org.ouroboros.endpoint.FlowEndpoint;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.endpoint.oap.AllocationId;
import org.ouroboros.endpoint.oap.Session;
import org.ouroboros.loop.IpcpLoop;

/** The flow ends of a system. Confined to the loop. */
final class FlowTable {

    /**
     * One end of a flow.
     *
     * @param identity its number, name and QoS
     * @param side which side it is on
     * @param owner who holds it, by identity
     * @param ownerLabel who holds it, for people
     * @param carriage what carries it, if anything does
     * @param endpoint the end itself
     */
    record Entry(
            FlowIdentity identity,
            FlowInfo.Side side,
            Object owner,
            String ownerLabel,
            Optional<Carriage> carriage,
            FlowEndpoint endpoint) {

        private Entry renegotiated(QosSpec qos, Session session) {
            FlowIdentity same = new FlowIdentity(identity.id(), identity.name(), qos, identity.peerData());
            Optional<Carriage> carried = carriage.map(before -> before.renegotiated(session));
            return new Entry(same, side, owner, ownerLabel, carried, endpoint);
        }

        FlowInfo info() {
            FlowCounters passed = endpoint.counters();
            return new FlowInfo(
                    identity.id(),
                    identity.name(),
                    side,
                    ownerLabel,
                    carriage.map(carried -> carried.ipcp().name()),
                    identity.qos(),
                    endpoint.state(),
                    endpoint.policies(),
                    carriage.map(Carriage::agreement).orElse(""),
                    new FlowInfo.Counters(
                            passed.sentPackets(),
                            passed.sentBytes(),
                            passed.receivedPackets(),
                            passed.receivedBytes(),
                            passed.drops()));
        }
    }

    /**
     * A flow of a layer that carries an end.
     *
     * @param ipcp the IPCP whose layer it is
     * @param endpoint the end above it
     * @param allocation the allocation that made it
     * @param renegotiates whether the peer can renegotiate it
     * @param agreement how its key was agreed on, and who the peer is; for people
     */
    record Carriage(
            SystemIpcp ipcp, LayerEndpoint endpoint, AllocationId allocation, boolean renegotiates, String agreement) {
        Carriage(SystemIpcp ipcp, LayerEndpoint endpoint, Session session) {
            this(ipcp, endpoint, session.id(), session.renegotiates(), session.label());
        }

        /** {@return the same flow, with what its ends agreed on now} */
        Carriage renegotiated(Session session) {
            return new Carriage(ipcp, endpoint, allocation, renegotiates, session.label());
        }
    }

    private static final System.Logger LOG = System.getLogger(FlowTable.class.getName());

    private final IpcpLoop loop;
    private final Tally tally;
    private final TreeMap<Integer, Entry> entries = new TreeMap<>();
    private final Map<AllocationId, Integer> served =
            new HashMap<>(); // ends of this system that a peer asked for over a layer
    private int latest;

    FlowTable(IpcpLoop loop, Tally tally) {
        this.loop = loop;
        this.tally = tally;
    }

    /** Refuses a flow whose ends would exceed the bound. */
    void requireRoom(int ends, int limit, String name) {
        if (entries.size() + ends > limit) {
            throw new FlowRefused(
                    FlowRefused.Reason.EXHAUSTED,
                    "flow to '" + name + "': the system has " + entries.size() + " flow ends, and max.flows allows "
                            + limit);
        }
    }

    /** {@return a number for a new end} */
    int newId() {
        do {
            latest = latest == Integer.MAX_VALUE ? 1 : latest + 1;
        } while (entries.containsKey(latest));
        return latest;
    }

    void add(
            FlowIdentity identity,
            FlowInfo.Side side,
            Object owner,
            String ownerLabel,
            Optional<Carriage> carriage,
            FlowEndpoint endpoint) {
        entries.put(identity.id(), new Entry(identity, side, owner, ownerLabel, carriage, endpoint));
        if (side == FlowInfo.Side.SERVER) {
            carriage.ifPresent(carried -> served.putIfAbsent(carried.allocation(), identity.id()));
        }
    }

    /** {@return an end} */
    Entry require(int id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            throw Failures.unknown(
                    "flow",
                    String.valueOf(id),
                    entries.keySet().stream().map(String::valueOf).toList());
        }
        return entry;
    }

    /** {@return the end that a peer asked for with an allocation} */
    Optional<Entry> served(AllocationId allocation) {
        return Optional.ofNullable(served.get(allocation)).map(entries::get);
    }

    /** {@return whether an end is there still} */
    boolean has(int id) {
        return entries.containsKey(id);
    }

    /** Takes note of what the ends of a flow agreed on now; {@return the end, unless it is gone} */
    Optional<Entry> renegotiated(int id, QosSpec qos, Session session) {
        return Optional.ofNullable(entries.computeIfPresent(id, (same, entry) -> entry.renegotiated(qos, session)));
    }

    /** Forgets an end, in a task of its own. Any thread. */
    void forget(int id) {
        loop.execute(() -> {
            Entry ended = entries.remove(id);
            if (ended != null) {
                ended.carriage().ifPresent(carried -> served.remove(carried.allocation(), id));
                tally.ended(ended.endpoint().counters().drops());
            }
        });
    }

    int carriedBy(SystemIpcp ipcp) {
        return (int) entries.values().stream()
                .filter(entry -> entry.carriage()
                        .filter(carried -> carried.ipcp() == ipcp)
                        .isPresent())
                .count();
    }

    /** {@return the IPCPs that carry what an owner holds} */
    List<SystemIpcp> carriers(Object owner) {
        return ownedBy(holder -> holder == owner).stream()
                .flatMap(entry -> entry.carriage().stream())
                .map(Carriage::ipcp)
                .distinct()
                .toList();
    }

    /** Deallocates what some owners hold, but for what is kept. */
    void reclaim(Predicate<Object> owner, Predicate<FlowEndpoint> kept) {
        ownedBy(owner).stream().filter(entry -> !kept.test(entry.endpoint())).forEach(FlowTable::deallocate);
    }

    private static void deallocate(Entry entry) {
        try {
            entry.endpoint().deallocate();
        } catch (RuntimeException | Error failure) { // of the layer below: the other flows go all the same
            LOG.log(System.Logger.Level.WARNING, entry.identity() + " failed to deallocate", failure);
        }
    }

    List<CounterInfo> counters() {
        return tally.counters(
                entries.size(),
                entries.values().stream()
                        .map(entry -> entry.endpoint().counters().drops()));
    }

    List<FlowInfo> infos() {
        return entries.values().stream().map(Entry::info).toList();
    }

    private List<Entry> ownedBy(Predicate<Object> owner) {
        return entries.values().stream()
                .filter(entry -> owner.test(entry.owner()))
                .toList();
    }
}
