// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ouroboros.packet.Packet;

/** What an IPCP counts. Confined to the loop. */
@SuppressWarnings("EnumOrdinal") // an index that nobody else sees
final class Counters {
    /** A thing that is counted. */
    enum Count {
        SENT("sent"),
        RECEIVED("received"),
        REQUESTS("requests sent"),
        ARRIVALS("requests received"),
        SEND_CALLS("calls that sent"),
        RECEIVE_CALLS("calls that received"),
        UNSEGMENTED("batches sent one by one"),
        TOO_LARGE_FOR_PATH("batches too large for their path"),
        NO_ROOM("dropped: no room to send"),
        NOT_SENT("dropped: the system did not send"),
        FLOW_OVER("dropped: flow over"),
        TOO_LONG_TO_SEND("dropped: larger than the largest packet"),
        NO_PACKET("dropped: out of packets"),
        TRUNCATED("dropped: truncated"),
        TOO_SHORT("dropped: too short"),
        TOO_LONG("dropped: too long"),
        NO_FLOW("dropped: no such flow"),
        EARLY("dropped: ahead of the reply"),
        MALFORMED("dropped: malformed request or reply"),
        DUPLICATE_REQUEST("dropped: duplicate request"),
        TOO_MANY_REQUESTS("dropped: too many requests"),
        UNEXPECTED_REPLY("dropped: reply to nothing"),
        FOREIGN_REPLY("dropped: reply of somebody else"),
        UNRESOLVED("names not looked up: too many at a time");

        private final String label;

        Count(String label) {
            this.label = label;
        }
    }

    private static final Count[] COUNTS = Count.values();

    private final long[] values = new long[COUNTS.length];

    void add(Count count) {
        values[count.ordinal()]++;
    }

    void add(Count count, long more) {
        values[count.ordinal()] += more;
    }

    /** Ends a packet that goes nowhere. */
    void drop(Packet packet, Count why) {
        add(why);
        packet.release();
    }

    long get(Count count) {
        return values[count.ordinal()];
    }

    /** {@return all of them, in the order in which they are to be shown} */
    Map<String, Long> byName() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Count count : COUNTS) {
            all.put(count.label, get(count));
        }
        return all;
    }
}
