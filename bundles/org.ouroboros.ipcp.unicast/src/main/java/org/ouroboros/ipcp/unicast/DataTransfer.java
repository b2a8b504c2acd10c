// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.unicast.wire.Farewell;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy;

/**
 * The data-transfer component: sends, relays and delivers packets (network specification, section 5.4). Confined to the loop.
 *
 * <p>It owns the forwarding table, which routing replaces as a whole, and the neighbours in it. A policy that throws costs no
 * packet: what happens then is what happens without a policy.
 */
final class DataTransfer implements Component, AutoCloseable {
    /** What the component does for others, and they for it. */
    interface Surroundings {
        /** Says that a neighbour can be reached that could not. */
        void neighbourUp(long address);

        /** Says that a neighbour can not be reached any more. */
        void neighbourDown(long address);

        /** Takes a packet that is for this member, without its header; ownership passes. */
        void deliver(long eid, int ecn, Packet packet);

        /** Says that what could not be written to can be tried again. */
        void writableAgain();

        /** Marks a packet that is to wait behind others. */
        int mark(int ecn, int queued);
    }

    private static final ForwardingPolicy FIRST_UP = (hops, eid) -> {
        for (int i = 0; i < hops.size(); i++) {
            if (hops.up(i)) {
                return i;
            }
        }
        return ForwardingPolicy.NONE;
    };

    private final long own;
    private final int ttl;
    private final Surroundings surroundings;
    private final PolicyUse<ForwardingPolicy> forwarding;
    private final Health forwardingHealth;
    private final PolicyUse<SchedulingPolicy> scheduling;
    private final Health schedulingHealth;
    private final SchedulingAdoption schedulers;
    private final Map<Connection, Hop> hops = new HashMap<>();
    private Hop[] allHops = {}; // the values of the map, for whoever asks at each packet
    private final Map<Long, Neighbour> neighbours = new TreeMap<>(Long::compareUnsigned);
    private ForwardingTable table = ForwardingTable.EMPTY;
    private final LatestWay latest = new LatestWay();
    private long waits;
    private long sent;
    private long relayed;
    private long delivered;
    private long tooShort;
    private long expired;
    private long noRoute;
    private long hopsDown;
    private long full;
    private long tooLong;
    private long noHeadroom;
    private long lost;
    private long farewellsUnsent;

    /**
     * Makes the component without neighbours.
     *
     * @param ipcp name of this IPCP
     * @param own address of this member
     * @param ttl hops that a packet of this member may take
     * @param policies what is present
     * @param names the policies to use
     * @param surroundings the other components
     * @param flows counts the flows that end here
     */
    DataTransfer(
            String ipcp,
            long own,
            int ttl,
            Policies policies,
            PolicyNames names,
            Surroundings surroundings,
            IntSupplier flows) {
        this.own = own;
        this.ttl = ttl;
        this.surroundings = surroundings;
        this.forwardingHealth = new Health(
                "IPCP " + ipcp + ": forwarding policy",
                "packets take the first next hop that is up",
                this::forwardingLabel);
        this.forwarding = new PolicyUse<>(
                policies.forwarding(),
                ipcp,
                names.forwarding(policies),
                FIRST_UP,
                new ForwardingAdoption(this::table, flows, () -> sent + relayed, FIRST_UP, forwardingHealth),
                names.choosing(ForwardingPolicy.KIND));
        this.schedulingHealth = new Health(
                "IPCP " + ipcp + ": scheduling policy", "packets go first in, first out", this::schedulingLabel);
        this.schedulers = new SchedulingAdoption(hops::values, flows, schedulingHealth);
        this.scheduling = new PolicyUse<>(
                policies.scheduling(),
                ipcp,
                names.scheduling(),
                FirstInFirstOut.ORDER,
                schedulers,
                names.choosing(SchedulingPolicy.KIND));
    }

    private String forwardingLabel() {
        return forwarding.label();
    }

    private String schedulingLabel() {
        return scheduling.label();
    }

    /** {@return name of the forwarding policy that is wanted} */
    String forwardsBy() {
        return forwarding.wanted();
    }

    /** Asks for another forwarding policy. */
    void forwardBy(String policy) {
        forwarding.use(policy);
    }

    /** Puts a table in use. */
    void forwardTo(Map<Long, List<Long>> routes) {
        table = ForwardingTable.of(routes, neighbours::get);
    }

    ForwardingTable table() {
        return table;
    }

    Collection<Neighbour> neighbours() {
        return neighbours.values();
    }

    /** {@return whether there are connections to a neighbour, one of which is up} */
    boolean isNeighbour(long address) {
        Neighbour neighbour = neighbours.get(address);
        return neighbour != null && neighbour.best() != null;
    }

    /** {@return whether there is a way to a member} */
    boolean reaches(long destination) {
        ForwardingTable.Entry hops = table.find(destination);
        return hops != null && hops.firstUp() >= 0;
    }

    /** {@return bytes that are pushed in front of a packet here and below} */
    int headroom() {
        int lower = 0;
        for (Hop hop : allHops) {
            lower = Math.max(lower, hop.headroom());
        }
        return Pci.BYTES + lower;
    }

    /** {@return length of the largest packet that every N-1 flow takes} */
    int largestPacket() {
        int lower = PacketPool.LARGEST_PAYLOAD;
        for (Hop hop : allHops) {
            lower = Math.min(lower, hop.largestPacket());
        }
        return lower - Pci.BYTES;
    }

    /** {@return a number that changes whenever a packet has to wait for an N-1 flow} */
    long waits() {
        return waits;
    }

    /** {@return whether a packet to a member leaves now, or is dropped for want of a way} If it comes next, it takes the way that there is room on. */
    boolean writable(long destination, long path) {
        ForwardingTable.Entry entry = table.find(destination);
        if (entry == null) {
            return true;
        }
        Hop hop = latest.ahead(entry, path, forwarding.inUse());
        if (hop != null && hop.writable()) {
            return true;
        }
        long violations = forwardingHealth.violations();
        Hop other = chosen(entry, choose(entry, path));
        boolean writable = other == null || other.writable();
        if (other != null && writable && forwardingHealth.violations() == violations) {
            latest.chosen(entry, path, forwarding.inUse(), other, LatestWay.MOST);
        }
        return writable;
    }

    /**
     * Sends a packet of this member.
     *
     * @param destination address of the member that it is for
     * @param cube its QoS cube
     * @param eid endpoint at that member
     * @param path endpoint of the flow that it is to stay in order with
     * @param packet ownership passes
     */
    void send(long destination, int cube, long eid, long path, Packet packet) {
        ForwardingTable.Entry entry = table.find(destination);
        if (entry == null) {
            noRoute++;
            packet.release();
        } else if (packet.headroom() < Pci.BYTES) {
            noHeadroom++;
            packet.release();
        } else {
            Pci.push(packet, destination, cube, ttl, eid);
            sent++;
            forward(entry, cube, path, packet);
        }
    }

    @Override
    public void receive(Connection connection, Packet packet) {
        if (packet.length() < Pci.BYTES) {
            receiveShort(connection, packet);
            return;
        }
        long destination = Pci.destination(packet);
        if (destination == own) {
            long eid = Pci.eid(packet);
            int ecn = Pci.ecn(packet);
            packet.popHeader(Pci.BYTES);
            delivered++;
            surroundings.deliver(eid, ecn, packet);
        } else {
            relay(destination, packet);
        }
    }

    /** Takes what is too short to have a header: a sign of life, if it is empty, or a farewell. */
    private void receiveShort(Connection connection, Packet packet) {
        if (packet.length() == 0) {
            packet.release();
        } else if (Farewell.is(Connection.bytes(packet))) {
            connection.heardFarewell();
        } else {
            tooShort++;
        }
    }

    private void relay(long destination, Packet packet) {
        int left = Pci.ttl(packet) - 1;
        ForwardingTable.Entry entry = left > 0 ? table.find(destination) : null;
        if (left <= 0) {
            expired++;
            packet.release();
        } else if (entry == null) {
            noRoute++;
            packet.release();
        } else {
            Pci.ttl(packet, left);
            relayed++;
            forward(entry, Pci.cube(packet), Pci.eid(packet), packet);
        }
    }

    private void forward(ForwardingTable.Entry entry, int cube, long path, Packet packet) {
        Hop hop = latest.next(entry, path, forwarding.inUse());
        if (hop == null) {
            hop = way(entry, path);
        }
        if (hop == null) {
            hopsDown++;
            packet.release();
        } else if (packet.length() > hop.largestPacket()) {
            tooLong++;
            packet.release();
        } else if (packet.headroom() < hop.headroom()) {
            noHeadroom++;
            packet.release();
        } else {
            if (hop.queued() > 0) {
                Pci.ecn(packet, surroundings.mark(Pci.ecn(packet), hop.queued()));
            }
            if (!hop.send(packet, cube)) {
                full++;
                packet.release();
            }
            if (hop.queued() > 0) {
                waits++;
            }
        }
    }

    /** {@return the way that the policy chooses, which holds for packets that follow if nothing is wrong with it; null if there is none} */
    private @Nullable Hop way(ForwardingTable.Entry entry, long path) {
        long violations = forwardingHealth.violations();
        int chosen = choose(entry, path);
        Hop hop = chosen(entry, chosen);
        if (hop == null) {
            return otherwise(entry, chosen);
        }
        if (forwardingHealth.violations() == violations) {
            latest.chosen(entry, path, forwarding.inUse(), hop, LatestWay.MOST - 1);
        }
        return hop;
    }

    private static @Nullable Hop chosen(ForwardingTable.Entry entry, int index) {
        return index < 0 ? null : entry.at(index).best();
    }

    private int choose(ForwardingTable.Entry entry, long path) {
        try {
            int chosen = forwarding.inUse().choose(entry, path);
            if (chosen < entry.size()) {
                return chosen;
            }
            forwardingHealth.violation("chose a next hop that is not there");
        } catch (RuntimeException | Error failure) {
            forwardingHealth.violation("failed", failure);
        }
        return entry.firstUp();
    }

    /** {@return where a packet goes for which the policy chose nothing that is up; null if it is to be dropped} */
    private @Nullable Hop otherwise(ForwardingTable.Entry entry, int chosen) {
        int up = entry.firstUp();
        if (up < 0 || (chosen < 0 && up > 0)) {
            return null; // whether a packet goes another way than the preferred one is for the policy to say
        }
        forwardingHealth.violation(
                chosen < 0 ? "chose none though the preferred next hop is up" : "chose a next hop that is down");
        return entry.at(up).best();
    }

    // ---- connections ----

    @Override
    public void added(Connection connection) {
        if (connection.address() == 0 || connection.address() == own) {
            connection.lose("a neighbour has address " + Address.text(connection.address())
                    + (connection.address() == own ? ", which is that of this member" : ", which is none"));
            return;
        }
        Hop hop = new Hop(connection, schedulingHealth);
        hop.schedule(schedulers.opened(scheduling.inUse()));
        hops.put(connection, hop);
        allHops = hops.values().toArray(Hop[]::new);
        Neighbour neighbour = neighbours.computeIfAbsent(connection.address(), Neighbour::new);
        neighbour.add(hop);
        tell(neighbour);
    }

    @Override
    public void writableAgain(Connection connection) {
        Hop hop = hops.get(connection);
        if (hop != null) {
            hop.drain();
            if (hop.writable()) {
                surroundings.writableAgain();
            }
        }
    }

    @Override
    public void changed(Connection connection) {
        Neighbour neighbour = neighbours.get(connection.address());
        if (hops.containsKey(connection) && neighbour != null) {
            neighbour.choose();
            tell(neighbour);
        }
    }

    @Override
    public void leaving(Connection connection) {
        if (!connection.sayFarewell()) {
            farewellsUnsent++;
        }
    }

    @Override
    public void removed(Connection connection) {
        Hop hop = hops.remove(connection);
        Neighbour neighbour = neighbours.get(connection.address());
        if (hop == null || neighbour == null) {
            return;
        }
        allHops = hops.values().toArray(Hop[]::new);
        lost += hop.clear();
        schedulingHealth.close(hop.schedule(FirstInFirstOut.ORDER));
        neighbour.remove(hop);
        if (neighbour.hops().isEmpty()) {
            neighbours.remove(neighbour.address());
        }
        tell(neighbour);
        surroundings.writableAgain();
    }

    /** {@return packets that wait for the N-1 flow of a connection, which this has no more} */
    List<Packet> takeWaiting(Connection connection) {
        Hop hop = hops.get(connection);
        return hop == null ? List.of() : hop.takeAll();
    }

    /** Sends what waited for the N-1 flow of a connection when a predecessor left it. */
    void resume(Connection connection, List<Packet> waiting) {
        Hop hop = hops.get(connection);
        for (Packet packet : waiting) {
            if (hop == null || !hop.send(packet, Pci.cube(packet))) {
                lost++;
                packet.release();
            }
        }
    }

    private void tell(Neighbour neighbour) {
        latest.forget();
        if (neighbour.best() != null) {
            surroundings.neighbourUp(neighbour.address());
        } else {
            surroundings.neighbourDown(neighbour.address());
        }
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("packets sent", sent);
        counters.put("packets relayed", relayed);
        counters.put("packets delivered", delivered);
        counters.put("dropped: shorter than a header", tooShort);
        counters.put("dropped: TTL expired", expired);
        counters.put("dropped: no route", noRoute);
        counters.put("dropped: next hops down", hopsDown);
        counters.put("dropped: queue full", full);
        counters.put("dropped: too long for the N-1 flow", tooLong);
        counters.put("dropped: no headroom", noHeadroom);
        counters.put("dropped: queue of a lost N-1 flow", lost);
        counters.put("farewells not sent: no packet", farewellsUnsent);
        return counters;
    }

    @Override
    public void close() {
        forwarding.close();
        scheduling.close();
        hops.values().forEach(hop -> {
            hop.clear();
            schedulingHealth.close(hop.schedule(FirstInFirstOut.ORDER));
        });
        hops.clear();
        allHops = new Hop[0];
        latest.forget();
        neighbours.clear();
        table = ForwardingTable.EMPTY;
    }
}
