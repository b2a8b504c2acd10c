// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;

/**
 * The flows of an IPCP by their EID at this end. Confined to the loop.
 *
 * <p>The low bits of an EID are a place in the table, the high bits are random and change with each flow: a late packet of an old flow
 * meets no new one. An EID can be reserved, for a flow that late packets of an earlier one are to meet. No EID is 0, which is management, or 2<sup>32</sup>-1, which a C peer sends to before it knows one.
 */
final class FlowTable {
    private static final int FIRST_SIZE = 64;

    private final IpcpLoop loop;
    private final int limit;
    private final int indexBits;
    private final byte[] drawn = new byte[Integer.BYTES];

    private @Nullable UdpFlow[] flows;
    private int[] eids; // of the flow there, or of the last one, or the one that the place is reserved for
    private final BitSet reserved = new BitSet(); // places that are kept for the EID there

    /** Places that were never used begin here. */
    private int fresh;

    /** Places that are free again, the one that is free for longest first: a ring as large as the table. */
    private int[] free;

    private int firstFree;
    private int freeCount;

    /**
     * Makes a table without flows.
     *
     * @param limit flows that it holds at most, 1 to 65536
     * @param kept EIDs that are reserved, as far as there are places for them
     */
    FlowTable(IpcpLoop loop, int limit, Collection<Integer> kept) {
        this.loop = loop;
        this.limit = limit;
        this.indexBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1));
        int size = Math.min(limit, FIRST_SIZE);
        for (int eid : kept) {
            if (isUsable(eid)) {
                reserved.set(index(eid));
            }
        }
        size = Math.max(size, reserved.length());
        this.flows = new UdpFlow[size];
        this.eids = new int[size];
        this.free = new int[size];
        for (int eid : kept) {
            if (isUsable(eid)) {
                eids[index(eid)] = eid;
            }
        }
        for (; fresh < reserved.length(); fresh++) {
            if (!reserved.get(fresh)) {
                free[freeCount++] = fresh;
            }
        }
    }

    /** {@return how many flows there are} */
    int size() {
        return fresh - freeCount;
    }

    boolean full() {
        return size() == limit;
    }

    /** Gives a flow a place, and {@return its EID} Only if the table is not full. */
    int add(UdpFlow flow) {
        int index = place();
        flows[index] = flow;
        eids[index] = newEid(index);
        return eids[index];
    }

    /** Gives a flow the place of a reserved EID; {@return whether that is reserved and nobody has it} */
    boolean claim(int eid, UdpFlow flow) {
        int index = index(eid);
        boolean claimed = reserved.get(index) && eids[index] == eid && flows[index] == null;
        if (claimed) {
            flows[index] = flow;
        }
        return claimed;
    }

    /** Keeps the place of an EID, which a flow has, when that flow is gone. */
    void reserve(int eid) {
        reserved.set(index(eid));
    }

    /** Keeps the place of an EID no longer. */
    void release(int eid) {
        int index = index(eid);
        if (reserved.get(index) && eids[index] == eid) {
            reserved.clear(index);
            if (flows[index] == null) {
                free(index);
            }
        }
    }

    /** {@return the flow with an EID, or null} */
    @Nullable
    UdpFlow get(int eid) {
        int index = index(eid);
        return index < fresh && eids[index] == eid ? flows[index] : null;
    }

    /** Takes a flow out. Idempotent. */
    void remove(UdpFlow flow) {
        int index = index(flow.eid());
        if (flows[index] == flow) {
            flows[index] = null;
            if (!reserved.get(index)) {
                free(index);
            }
        }
    }

    /** {@return the flows there are now} */
    List<UdpFlow> all() {
        return Arrays.stream(flows)
                .flatMap(Stream::ofNullable)
                .map(Objects::requireNonNull)
                .toList();
    }

    private void free(int index) {
        free[(firstFree + freeCount) % free.length] = index;
        freeCount++;
    }

    private int index(int eid) {
        return eid & ((1 << indexBits) - 1);
    }

    private boolean isUsable(int eid) {
        return eid >>> indexBits != 0 && eid != -1 && index(eid) < limit;
    }

    private int place() {
        if (fresh == flows.length && freeCount > 0) {
            int index = free[firstFree];
            firstFree = (firstFree + 1) % free.length;
            freeCount--;
            return index;
        }
        if (fresh == flows.length) {
            grow();
        }
        return fresh++;
    }

    private void grow() {
        int size = Math.min(limit, 2 * flows.length);
        free = new int[size]; // the old one was empty
        firstFree = 0;
        flows = Arrays.copyOf(flows, size);
        eids = Arrays.copyOf(eids, size);
    }

    private int newEid(int index) {
        int eid;
        do {
            loop.secureRandom(drawn);
            eid = ByteBuffer.wrap(drawn).getInt() << indexBits | index;
        } while (eid >>> indexBits == 0 || eid == -1 || eid == eids[index]);
        return eid;
    }
}
