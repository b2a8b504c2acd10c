// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * Sends packets in trains: one call for up to {@link #MOST} of them, which the system or the network card cuts (UDP_SEGMENT).
 * Confined to the loop of its port. Nothing is allocated for a packet.
 *
 * <p>The packets of a train have one destination and one length; only the last one may be shorter. They are copied behind each other: the
 * system takes longer to gather them from where they lie.
 *
 * <pre>
 *   0         64         96      128     144
 *   +---------+----------+-------+-------+
 *   | msghdr  | cmsghdr  | name  | iovec |
 *   +---------+----------+-------+-------+
 * </pre>
 */
final class Departures {
    /** Packets of a train; every system with UDP_SEGMENT takes so many. */
    private static final int MOST = 64;

    /** Bytes of a train: what one datagram may have, over IPv4 or IPv6. */
    private static final int MOST_BYTES = 65_487;

    private static final int CONTROL = 64;
    private static final int CONTROL_BYTES = 24;
    private static final int CONTROL_LENGTH = 18;
    private static final int NAME = 96;
    private static final int VECTOR = 128;
    private static final int MEMORY = 144;

    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int SEGMENT_SIZE = CONTROL + 16;

    private static final System.Logger LOG = System.getLogger(Departures.class.getName());

    /** A destination, as the system reads it. */
    static final class Destination implements DatagramPort.Remote {
        private final InetSocketAddress address;
        private final int nameBytes;
        private final long[] name = new long[SocketAddresses.ROOM / Long.BYTES];

        Destination(InetSocketAddress address) {
            this.address = address;
            MemorySegment words = MemorySegment.ofArray(name);
            this.nameBytes = SocketAddresses.write(address, words, 0);
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }
    }

    /** The call that sends a message. */
    interface Call {
        /** {@return bytes sent, or an error number with a minus in front} */
        long send(MemorySegment message);
    }

    /** What is known of ways to destinations. */
    interface Ways {
        /** Takes note that a path carries less than what was sent. */
        void tooLarge(DatagramPort.Remote to);

        /** {@return whether a path carries datagrams with so many bytes behind the header} */
        boolean carries(DatagramPort.Remote to, int bytes);
    }

    private final Call call;
    private final PacketPool pool;
    private final Counters counters;
    private final Ways ways;
    private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 64);
    private final MemorySegment train = Arena.ofAuto().allocate(MOST_BYTES, 64);
    private final @Nullable Packet[] packets = new Packet[MOST];

    /** Whether the system takes trains. */
    private boolean segmenting = true;

    /** Whether the packets at hand go one by one. */
    private boolean separate;

    private @Nullable Destination destination;
    private int count;
    private int next; // the first one that was not sent yet
    private int segment;
    private int bytes;
    private boolean closed; // a shorter packet is the last one

    /**
     * Makes an empty train.
     *
     * @param call sends over a bound socket that does not block
     * @param pool that of all packets
     * @param ways is told whose path carries less than what was sent
     */
    Departures(Call call, PacketPool pool, Counters counters, Ways ways) {
        this.call = call;
        this.pool = pool;
        this.counters = counters;
        this.ways = ways;
        memory.set(JAVA_LONG, 0, memory.address() + NAME);
        memory.set(JAVA_LONG, MSG_IOV, memory.address() + VECTOR);
        memory.set(JAVA_LONG, MSG_IOVLEN, 1);
        memory.set(JAVA_LONG, MSG_CONTROL, memory.address() + CONTROL);
        memory.set(JAVA_LONG, CONTROL, CONTROL_LENGTH);
        memory.set(JAVA_INT, CONTROL + 8, LinuxSockets.SOL_UDP);
        memory.set(JAVA_INT, CONTROL + 12, LinuxSockets.UDP_SEGMENT);
    }

    /** {@return whether the packet was taken; if not, there is no room, and it stays the caller's} */
    boolean add(Packet packet, Destination to) {
        int length = packet.length();
        if (count > 0 && !fits(to, length) && !flush()) {
            return false;
        }
        if (count == 0) {
            destination = to;
            segment = length;
        }
        MemorySegment.copy(packet.segment(), packet.offset(), train, bytes, length);
        packets[count++] = packet;
        bytes += length;
        closed = length < segment;
        return true;
    }

    /** Sends what is there; {@return false if there is no room for all of it, and the rest is kept} */
    boolean flush() {
        if (count == 0) {
            return true;
        }
        if (count == 1 || separate) {
            return flushEach();
        }
        int errno = send(0, count);
        if (errno == 0) {
            counters.add(Count.SENT, count);
            end();
            return true;
        }
        if (errno == LinuxSockets.EAGAIN) {
            return false;
        }
        separate(errno);
        return flushEach();
    }

    /** Ends what was not sent. */
    void drop() {
        end();
    }

    @SuppressWarnings("ReferenceEquality") // all flows to a peer share a destination
    private boolean fits(Destination to, int length) {
        return to == destination
                && segmenting
                && !separate
                && !closed
                && length <= segment
                && segment > 0
                && count < MOST
                && bytes + length <= MOST_BYTES;
    }

    /**
     * Has the packets at hand go one by one, since they did not go together. Linux calls a train whose packets are too large for the path
     * invalid, until 6.13.
     */
    private void separate(int errno) {
        separate = true;
        if (errno == LinuxSockets.EMSGSIZE || (errno == LinuxSockets.EINVAL && !pathCarries())) {
            counters.add(Count.TOO_LARGE_FOR_PATH);
            askForPath();
        } else if (errno == LinuxSockets.EINVAL || errno == LinuxSockets.EIO) {
            counters.add(Count.UNSEGMENTED);
            segmenting = false;
            LOG.log(
                    Level.INFO,
                    "packets go one by one: the system or the device takes no trains ({0})",
                    LinuxSockets.message(errno));
        }
    }

    private boolean flushEach() {
        for (; next < count; next++) {
            int errno = send(next, 1);
            if (errno == 0) {
                counters.add(Count.SENT);
            } else if (errno == LinuxSockets.EAGAIN) {
                return false;
            } else {
                counters.add(Count.NOT_SENT);
                if (errno == LinuxSockets.EMSGSIZE) {
                    askForPath();
                }
            }
        }
        end();
        return true;
    }

    /** Sends some of the packets in one call; {@return 0, or why they did not go} */
    private int send(int first, int howMany) {
        describe(first, howMany);
        long sent;
        do {
            counters.add(Count.SEND_CALLS);
            sent = call.send(memory);
        } while (sent == -LinuxSockets.EINTR);
        return sent < 0 ? (int) -sent : 0;
    }

    private void describe(int first, int howMany) {
        Destination to = destination;
        if (to == null) {
            throw new IllegalStateException("a train without a destination");
        }
        for (int i = 0; i < to.name.length; i++) {
            memory.set(JAVA_LONG, NAME + (long) i * Long.BYTES, to.name[i]);
        }
        memory.set(JAVA_INT, MSG_NAMELEN, to.nameBytes);
        long from = (long) first * segment;
        memory.set(JAVA_LONG, VECTOR, train.address() + from);
        memory.set(JAVA_LONG, VECTOR + 8, Math.min(bytes - from, (long) howMany * segment));
        memory.set(JAVA_LONG, MSG_CONTROLLEN, howMany > 1 ? CONTROL_BYTES : 0);
        memory.set(JAVA_SHORT, SEGMENT_SIZE, (short) segment);
    }

    private void askForPath() {
        if (destination != null) {
            ways.tooLarge(destination);
        }
    }

    private boolean pathCarries() {
        return destination == null || ways.carries(destination, segment);
    }

    private void end() {
        pool.release(packets, count);
        count = 0;
        next = 0;
        bytes = 0;
        closed = false;
        separate = false;
        destination = null;
    }
}
