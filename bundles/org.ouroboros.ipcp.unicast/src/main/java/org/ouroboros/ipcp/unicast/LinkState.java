// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.unicast.LinkStateDatabase.News;
import org.ouroboros.ipcp.unicast.wire.Farewell;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.ipcp.unicast.wire.LinkStateMessage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.routing.Topology.Link;

/**
 * The management component: tells all members of this member's links and passes on what others tell (network specification, section 9).
 * Confined to the loop.
 *
 * <p>What only this member may say, nobody else says for it: a copy of one of its own links makes it raise the number of the link, or
 * withdraw the link if it is not there. Who sends a copy that is older than what this member has is sent that: so the owner hears of it.
 */
final class LinkState implements Component, AutoCloseable {
    private static final long AGEING_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ADDRESSES = 1L << 32;

    /** Members of the prototype reckon the age of a link in units of this. */
    private static final long PROTOTYPE_CLOCK_NS = TimeUnit.SECONDS.toNanos(1);

    private final IpcpLoop loop;
    private final long own;
    private final long timeoutNs;
    private final long updateNs;
    private final Runnable changed;
    private final LinkStateDatabase database = new LinkStateDatabase();
    private final Set<Connection> neighbours = new LinkedHashSet<>();
    private final Map<Connection, Replication> replications = new HashMap<>();
    private final Set<Long> links = new HashSet<>(); // far ends of own links
    private final LoopTimer update;
    private final LoopTimer ageing;
    private long edgesLost; // that the neighbours of the prototype were or are being prompted for
    private long promptUntilNs;
    private long announced;
    private long heard;
    private long answered;
    private long malformed;
    private long refused;
    private long unsent;

    /**
     * Makes the component; nothing is announced yet, but by a predecessor.
     *
     * @param loop the loop that it lives on
     * @param own address of this member
     * @param timers timers of the layer
     * @param known what a predecessor knew
     * @param changed is told that a link came or went
     */
    LinkState(IpcpLoop loop, long own, LinkStateTimers timers, List<Legacy.Heard> known, Runnable changed) {
        this.loop = loop;
        this.own = own;
        this.timeoutNs = timers.timeout().toNanos();
        this.updateNs = timers.update().toNanos();
        this.promptUntilNs = loop.nowNs();
        this.changed = changed;
        this.update = loop.timer(this::announceAgain);
        this.ageing = loop.timer(this::age);
        for (Legacy.Heard heard : known) {
            database.restore(heard, loop.nowNs());
            if (heard.link().from() == own && !heard.withdrawn()) {
                links.add(heard.link().to());
            }
        }
        update.arm(known.isEmpty() ? updateNs : Math.min(updateNs, AGEING_NS)); // it may have been due meanwhile
        ageing.arm(AGEING_NS);
    }

    LinkStateDatabase database() {
        return database;
    }

    /** {@return the management connections} */
    List<Connection> neighbours() {
        return List.copyOf(neighbours);
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("link-state announced", announced);
        counters.put("link-state heard", heard);
        counters.put("link-state answered: older than known", answered);
        counters.put("link-state dropped: malformed", malformed);
        counters.put("link-state dropped: database full", refused);
        counters.put("link-state not sent: no packet", unsent);
        return counters;
    }

    /** Announces a link of this member, which came up. */
    void announce(long neighbour) {
        if (links.add(neighbour)) {
            say(neighbour, false);
        }
    }

    /** Withdraws a link of this member, which went down. */
    void withdraw(long neighbour) {
        if (links.remove(neighbour)) {
            say(neighbour, true);
        }
    }

    /** Withdraws the links of a predecessor that are gone. */
    void withdrawUnless(LongPredicate there) {
        List.copyOf(links).stream().filter(neighbour -> !there.test(neighbour)).forEach(this::withdraw);
    }

    /** Withdraws all links of this member, which leaves the layer. */
    void leave() {
        List.copyOf(links).forEach(this::withdraw);
    }

    @Override
    public void added(Connection connection) {
        neighbours.add(connection);
        Replication replication =
                new Replication(connection, database.messages().iterator());
        replications.put(connection, replication);
        replication.run();
    }

    @Override
    public void receive(Connection connection, Packet packet) {
        if (packet.length() == 0) {
            packet.release(); // a sign of life
            return;
        }
        byte[] bytes = Connection.bytes(packet);
        if (Farewell.is(bytes)) {
            connection.heardFarewell();
            return;
        }
        Optional<LinkStateMessage> message = LinkStateMessage.decode(bytes);
        if (message.isEmpty()) {
            malformed++;
            return;
        }
        heard++;
        if (message.get().from() == own) {
            correct(message.get());
        } else {
            take(message.get(), connection);
        }
    }

    @Override
    public void writableAgain(Connection connection) {
        Replication replication = replications.get(connection);
        if (replication != null) {
            replication.run();
        }
    }

    @Override
    public void leaving(Connection connection) {
        if (!connection.sayFarewell()) {
            unsent++;
        }
    }

    @Override
    public void removed(Connection connection) {
        neighbours.remove(connection);
        Replication replication = replications.remove(connection);
        if (replication != null) {
            replication.pause.cancel();
        }
    }

    @Override
    public void close() {
        update.cancel();
        ageing.cancel();
        replications.values().forEach(replication -> replication.pause.cancel());
        replications.clear();
        neighbours.clear();
    }

    private void take(LinkStateMessage message, Connection from) {
        News news = database.hear(message, loop.nowNs());
        switch (news) {
            case OLD -> database.newer(message).ifPresent(newer -> answer(from, newer));
            case REFUSED -> refused++;
            case CONFIRMED -> flood(message, from);
            case CHANGED -> {
                flood(message, from);
                changed.run();
            }
        }
    }

    /**
     * Tells whoever sent old news what is newer. If it owns the link, it goes above a number that it did not give: that of a copy that was
     * corrupted or forged, or from before its clock went back. A member of the prototype, whose links begin at 0 whenever they come up, goes
     * on from the number that it is told, and its announcements count before the old ones have aged. One answer to a message, with a higher
     * number than that had, ends by itself.
     */
    private void answer(Connection from, LinkStateMessage newer) {
        answered++;
        if (!from.send(newer.encode())) {
            unsent++;
        }
    }

    /** Answers what somebody says of a link of this member, from before a restart or from before it went. */
    private void correct(LinkStateMessage copy) {
        boolean there = links.contains(copy.to());
        OptionalLong said = database.sequence(new Link(own, copy.to()));
        boolean newer = said.isEmpty() || Long.compareUnsigned(copy.sequence(), said.getAsLong()) > 0;
        boolean otherwise = newer || (said.getAsLong() == copy.sequence() && there == copy.withdrawn());
        if (otherwise && (there || !copy.withdrawn())) {
            say(copy.to(), !there, copy.sequence() + 1);
        }
    }

    private void announceAgain() {
        update.arm(updateNs);
        List.copyOf(links).forEach(neighbour -> say(neighbour, false));
        promptPrototypes();
    }

    /**
     * Has neighbours of the prototype compute their routes while a link that went ages there (section 9.3). They do so only when they hear of
     * a link that they did not know: so they hear of one to an address that nobody has. Its far end does not confirm it, so no route
     * uses it; and when it comes back here, it is withdrawn. They forget a link with the announcement of their own that follows its time-out:
     * two prompts come later, as one may be lost.
     */
    private void promptPrototypes() {
        long nowNs = loop.nowNs();
        if (edgesLost != database.edgesLost()) {
            edgesLost = database.edgesLost();
            promptUntilNs = nowNs + timeoutNs + PROTOTYPE_CLOCK_NS + 3 * updateNs;
        }
        if (nowNs - promptUntilNs < 0) {
            byte[] prompt = new LinkStateMessage(own, loop.random().nextLong(1, ADDRESSES), 0, false).encode();
            tell(prompt, Connection::isToPrototype);
        }
    }

    private void age() {
        ageing.arm(AGEING_NS);
        if (database.age(loop.nowNs(), timeoutNs)) {
            changed.run();
        }
    }

    private void say(long neighbour, boolean withdrawn) {
        say(neighbour, withdrawn, 0);
    }

    /** Tells everybody of an own link, with a number above all that were used, and not below the wall clock in ms at first. */
    private void say(long neighbour, boolean withdrawn, long atLeast) {
        OptionalLong said = database.sequence(new Link(own, neighbour));
        long sequence = said.isPresent() ? said.getAsLong() + 1 : TimeUnit.NANOSECONDS.toMillis(loop.wallClockNs());
        if (Long.compareUnsigned(sequence, atLeast) < 0) {
            sequence = atLeast;
        }
        LinkStateMessage message = new LinkStateMessage(own, neighbour, sequence, withdrawn);
        announced++;
        News news = database.hear(message, loop.nowNs());
        flood(message, null);
        if (news == News.CHANGED) {
            changed.run();
        } else if (news == News.REFUSED) {
            refused++;
        }
    }

    private void flood(LinkStateMessage message, @Nullable Connection from) {
        tell(message.encode(), neighbour -> neighbour != from);
    }

    private void tell(byte[] message, Predicate<Connection> whom) {
        for (Connection neighbour : neighbours) {
            if (whom.test(neighbour) && !neighbour.send(message)) {
                unsent++;
            }
        }
    }

    /** Tells a new neighbour what is known, as fast as its flow takes it. */
    private final class Replication implements Runnable {
        private static final int AT_ONCE = 64;
        private static final long PAUSE_NS = 1_000_000;

        private final Connection connection;
        private final Iterator<LinkStateMessage> messages;
        private final LoopTimer pause = loop.timer(this);

        Replication(Connection connection, Iterator<LinkStateMessage> messages) {
            this.connection = connection;
            this.messages = messages;
        }

        @Override
        public void run() {
            for (int sent = 0; messages.hasNext(); sent++) {
                if (sent == AT_ONCE || !connection.flow().writable()) {
                    pause.arm(PAUSE_NS);
                    return;
                }
                if (!connection.send(messages.next().encode())) {
                    unsent++;
                }
            }
            replications.remove(connection);
        }
    }
}
