// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.endpoint.FlowCounters;
import org.ouroboros.endpoint.FlowEndpoint;

/** The flow ends of a system. Confined to the loop. */
final class FlowTable {

    /**
     * One end of a flow.
     *
     * @param id its number
     * @param name the name the flow was allocated to
     * @param qos its QoS
     * @param side which side it is on
     * @param owner who holds it, by identity
     * @param ownerLabel who holds it, for people
     * @param ipcp the IPCP that carries it, if any
     * @param endpoint the end itself
     */
    record Entry(
            int id,
            String name,
            QosSpec qos,
            FlowInfo.Side side,
            Object owner,
            String ownerLabel,
            Optional<SystemIpcp> ipcp,
            FlowEndpoint endpoint) {

        FlowInfo info() {
            FlowCounters passed = endpoint.counters();
            return new FlowInfo(
                    id,
                    name,
                    side,
                    ownerLabel,
                    ipcp.map(SystemIpcp::name),
                    qos,
                    endpoint.state(),
                    endpoint.policies(),
                    new FlowInfo.Counters(
                            passed.sentPackets(),
                            passed.sentBytes(),
                            passed.receivedPackets(),
                            passed.receivedBytes(),
                            passed.dropped()));
        }
    }

    private final TreeMap<Integer, Entry> entries = new TreeMap<>();
    private int latest;

    /** {@return a number for a new end} A bound that is reached refuses the flow. */
    int newId(int limit, String name) {
        if (entries.size() >= limit) {
            throw new FlowRefused(
                    FlowRefused.Reason.EXHAUSTED,
                    "flow to '" + name + "': the system has " + limit + " flow ends, as many as max.flows allows");
        }
        do {
            latest = latest == Integer.MAX_VALUE ? 1 : latest + 1;
        } while (entries.containsKey(latest));
        return latest;
    }

    void add(Entry entry) {
        entries.put(entry.id(), entry);
    }

    @Nullable
    Entry remove(int id) {
        return entries.remove(id);
    }

    int carriedBy(SystemIpcp ipcp) {
        return (int) entries.values().stream()
                .filter(entry -> entry.ipcp().filter(carrier -> carrier == ipcp).isPresent())
                .count();
    }

    /** Deallocates what an owner holds. */
    void reclaim(Object owner) {
        ownedBy(owner).forEach(entry -> entry.endpoint().deallocate());
    }

    void reclaimAll() {
        List.copyOf(entries.values()).forEach(entry -> entry.endpoint().deallocate());
    }

    List<FlowInfo> infos() {
        return entries.values().stream().map(Entry::info).toList();
    }

    private List<Entry> ownedBy(Object owner) {
        List<Entry> owned = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.owner() == owner) {
                owned.add(entry);
            }
        }
        return owned;
    }
}
