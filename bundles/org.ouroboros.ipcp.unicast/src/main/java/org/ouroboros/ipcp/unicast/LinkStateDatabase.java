// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ouroboros.ipcp.unicast.wire.LinkStateMessage;
import org.ouroboros.policy.routing.Topology.Link;

/**
 * The links of a layer, as far as they were heard of (network specification, section 9.2). Confined to the loop.
 *
 * <p>A link that was withdrawn is remembered for as long as one that is not announced any more, so that an older announcement, which others
 * may still pass on, does not bring it back.
 */
final class LinkStateDatabase {
    /** Links at most, of which those withdrawn are some. */
    static final int MOST_LINKS = 100_000;

    /** The number that no owner of a link can go above. */
    private static final long LAST = -1;

    /** What news is worth. */
    enum News {
        /** Nothing: it is known, or older than what is known. */
        OLD,
        /** The link is as it was; others may not know. */
        CONFIRMED,
        /** The link came, or went. */
        CHANGED,
        /** There is no room for it. */
        REFUSED
    }

    /**
     * What is known of a link.
     *
     * @param sequence number of the latest announcement, unsigned
     * @param heardNs when it came, by the clock of the loop
     * @param withdrawn whether the link is gone
     */
    record Entry(long sequence, long heardNs, boolean withdrawn) {}

    /** In the order in which a new neighbour is told: by far end, then by near end, both unsigned. */
    private static final Comparator<Link> ORDER =
            Comparator.comparing(Link::to, Long::compareUnsigned).thenComparing(Link::from, Long::compareUnsigned);

    private final TreeMap<Link, Entry> entries = new TreeMap<>(ORDER);
    private long edgesLost;

    /** Takes what a predecessor knew of a link, in an empty database. */
    void restore(Legacy.Heard heard, long nowNs) {
        entries.put(heard.link(), new Entry(heard.sequence(), nowNs - heard.ageNs(), heard.withdrawn()));
    }

    /** {@return all that is known, as a successor has to know it} */
    List<Legacy.Heard> heard(long nowNs) {
        return entries.entrySet().stream()
                .map(each -> new Legacy.Heard(
                        each.getKey(),
                        each.getValue().sequence(),
                        nowNs - each.getValue().heardNs(),
                        each.getValue().withdrawn()))
                .toList();
    }

    /** Takes an announcement or a withdrawal. */
    News hear(LinkStateMessage message, long nowNs) {
        Link link = new Link(message.from(), message.to());
        Entry known = entries.get(link);
        if (known != null && Long.compareUnsigned(message.sequence(), known.sequence()) <= 0) {
            return News.OLD;
        }
        if (known == null && entries.size() >= MOST_LINKS) {
            return News.REFUSED;
        }
        boolean before = known != null && !known.withdrawn();
        if (before && message.withdrawn()) {
            went(link);
        }
        entries.put(link, new Entry(message.sequence(), nowNs, message.withdrawn()));
        return before == !message.withdrawn() ? News.CONFIRMED : News.CHANGED;
    }

    /**
     * Finds what whoever sent old news does not know.
     *
     * @param old what it said
     * @return what is known of the link, if that is newer; nothing with a number that the owner of the link could not go above, which ages
     *     everywhere only if nobody brings it back
     */
    Optional<LinkStateMessage> newer(LinkStateMessage old) {
        Entry known = entries.get(new Link(old.from(), old.to()));
        return known == null || known.sequence() == LAST || Long.compareUnsigned(known.sequence(), old.sequence()) <= 0
                ? Optional.empty()
                : Optional.of(new LinkStateMessage(old.from(), old.to(), known.sequence(), known.withdrawn()));
    }

    /** {@return the number of the latest announcement of a link, if one is known} */
    OptionalLong sequence(Link link) {
        Entry known = entries.get(link);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known.sequence());
    }

    /** Forgets what was not announced for longer than a time; {@return whether a link went} */
    boolean age(long nowNs, long timeoutNs) {
        boolean went = false;
        for (var each = entries.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Link, Entry> next = each.next();
            if (nowNs - next.getValue().heardNs() > timeoutNs) {
                if (!next.getValue().withdrawn()) {
                    went = true;
                    went(next.getKey());
                }
                each.remove();
            }
        }
        return went;
    }

    /** {@return how often a link went whose far end announces it still, so that routes may have led over it} */
    long edgesLost() {
        return edgesLost;
    }

    /** {@return the links that are there} */
    List<Link> links() {
        return entries.entrySet().stream()
                .filter(each -> !each.getValue().withdrawn())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** {@return what a new neighbour has to be told} */
    List<LinkStateMessage> messages() {
        return entries.entrySet().stream()
                .filter(each -> !each.getValue().withdrawn())
                .map(each -> new LinkStateMessage(
                        each.getKey().from(),
                        each.getKey().to(),
                        each.getValue().sequence(),
                        false))
                .toList();
    }

    boolean contains(Link link) {
        Entry entry = entries.get(link);
        return entry != null && !entry.withdrawn();
    }

    /** {@return all links, those that were withdrawn too} A live view. */
    Map<Link, Entry> entries() {
        return Collections.unmodifiableMap(entries);
    }

    private void went(Link link) {
        if (contains(new Link(link.to(), link.from()))) {
            edgesLost++;
        }
    }
}
