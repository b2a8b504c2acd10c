// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a member by endpoint id. Confined to the loop.
 *
 * <p>An id is a place in the table in its lower half, and random in its upper half, so that what was sent to a flow that is gone does not
 * reach the next one in its place (network specification, section 5.3).
 */
final class FlowTable {
    /** First id of a flow; those below are components. */
    static final int FIRST_EID = 64;

    /** Flows at most. */
    static final int MOST_FLOWS = 65_536;

    private static final int FIRST_ROOM = 64;

    private final RandomGenerator random;
    private final Deque<Integer> free = new ArrayDeque<>(); // places that were used before, the longest unused first
    private @Nullable UnicastFlow[] flows = new UnicastFlow[FIRST_ROOM];
    private int used; // places that were ever used
    private int size;

    FlowTable(RandomGenerator random) {
        this.random = random;
    }

    boolean isFull() {
        return size == MOST_FLOWS;
    }

    int size() {
        return size;
    }

    /** {@return an id for a new flow, which is to be {@linkplain #put put} at once} There is room. */
    long newEid() {
        int place = free.isEmpty() ? used++ : free.remove();
        return (long) random.nextInt() << 32 | (place + FIRST_EID);
    }

    void put(UnicastFlow flow) {
        int place = place(flow.eid());
        if (place >= flows.length) {
            flows = Arrays.copyOf(flows, Math.max(place + 1, 2 * flows.length));
        }
        flows[place] = flow;
        size++;
    }

    /** Puts a flow that has an id from an earlier table, in which it was; {@return whether its place is free} */
    boolean restore(UnicastFlow flow) {
        int place = place(flow.eid());
        if (place < 0 || place >= MOST_FLOWS) {
            return false;
        }
        for (; used <= place; used++) {
            free.add(used);
        }
        boolean restored = free.removeLastOccurrence(place);
        if (restored) {
            put(flow);
        }
        return restored;
    }

    /** {@return the flow of an id, or null if there is none} */
    @Nullable
    UnicastFlow find(long eid) {
        int place = place(eid);
        UnicastFlow flow = place >= 0 && place < flows.length ? flows[place] : null;
        return flow != null && flow.eid() == eid ? flow : null;
    }

    void remove(UnicastFlow flow) {
        if (find(flow.eid()) == flow) {
            int place = place(flow.eid());
            flows[place] = null;
            free.add(place);
            size--;
        }
    }

    /** {@return all flows, as they are now} */
    List<UnicastFlow> all() {
        List<UnicastFlow> all = new ArrayList<>(size);
        Arrays.stream(flows).filter(Objects::nonNull).forEach(all::add);
        return all;
    }

    private static int place(long eid) {
        return (int) eid - FIRST_EID;
    }
}
