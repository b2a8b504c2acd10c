// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * Receives packets in trains: up to {@link #BUFFERS} in a call, each of them what the system joined of packets from one source
 * (UDP_GRO), and copies each packet into one of the pool. Confined to the loop of its port. Nothing is allocated for a packet.
 *
 * <pre>
 *   a block for each buffer          0         64      96        144     160
 *                                    +---------+-------+---------+-------+
 *                                    | mmsghdr | name  | control | iovec |
 *                                    +---------+-------+---------+-------+
 * </pre>
 *
 * <p>The mmsghdr are an array and thus lie in front of all the others.
 */
final class Trains implements DatagramPort.Source {
    private static final int BUFFERS = 4;

    /** A longer train would be cut. */
    private static final int BUFFER_BYTES = 65_536;

    /** Packets that are taken from the pool together. */
    private static final int RUN = 64;

    private static final int HEADER_BYTES = 64;
    private static final int CONTROL_ROOM = 48;
    private static final int VECTOR_BYTES = 16;
    private static final int NAMES = BUFFERS * HEADER_BYTES;
    private static final int CONTROLS = NAMES + BUFFERS * SocketAddresses.ROOM;
    private static final int VECTORS = CONTROLS + BUFFERS * CONTROL_ROOM;
    private static final int MEMORY = VECTORS + BUFFERS * VECTOR_BYTES;

    private static final int MSG_NAMELEN = 8;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    private static final int MSG_LEN = 56;

    /** Least length of control data that say how long the packets of a train are. */
    private static final int CONTROL_LENGTH = 20;

    private final int fd;
    private final PacketPool pool;
    private final Counters counters;
    private final DatagramPort.Receiver receiver;
    private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY, 64);
    private final MemorySegment buffers = Arena.ofAuto().allocate((long) BUFFERS * BUFFER_BYTES, 4_096);
    private final @Nullable Packet[] run = new Packet[RUN];
    private final MemorySegment error = Arena.ofAuto().allocate(LinuxSockets.ERRNO_BYTES, 8);

    /** The buffer of the train at hand. */
    private int current;

    private boolean closed;

    /**
     * Prepares to receive.
     *
     * @param fd a bound socket that does not block, with UDP_GRO
     */
    Trains(int fd, PacketPool pool, Counters counters, DatagramPort.Receiver receiver) {
        this.fd = fd;
        this.pool = pool;
        this.counters = counters;
        this.receiver = receiver;
        for (int i = 0; i < BUFFERS; i++) {
            long header = header(i);
            long vector = VECTORS + (long) i * VECTOR_BYTES;
            memory.set(JAVA_LONG, header, memory.address() + name(i));
            memory.set(JAVA_LONG, header + MSG_IOV, memory.address() + vector);
            memory.set(JAVA_LONG, header + MSG_IOVLEN, 1);
            memory.set(JAVA_LONG, header + MSG_CONTROL, memory.address() + control(i));
            memory.set(JAVA_LONG, vector, buffers.address() + (long) i * BUFFER_BYTES);
            memory.set(JAVA_LONG, vector + 8, BUFFER_BYTES);
        }
    }

    /** Receives what is there, in one call, and passes it on. */
    void receive() {
        for (int i = 0; i < BUFFERS; i++) {
            memory.set(JAVA_INT, header(i) + MSG_NAMELEN, SocketAddresses.ROOM);
            memory.set(JAVA_LONG, header(i) + MSG_CONTROLLEN, CONTROL_ROOM);
        }
        int count = LinuxSockets.recvmmsg(error, fd, memory, BUFFERS);
        counters.add(Count.RECEIVE_CALLS);
        for (current = 0; current < count && !closed; current++) {
            int length = memory.get(JAVA_INT, header(current) + MSG_LEN);
            if ((memory.get(JAVA_INT, header(current) + MSG_FLAGS) & LinuxSockets.MSG_TRUNC) != 0) {
                counters.add(Count.TRUNCATED);
            } else {
                cut(length, segment(length));
            }
        }
    }

    /** Passes nothing on any more. */
    void close() {
        closed = true;
    }

    @Override
    public InetSocketAddress address() {
        return SocketAddresses.read(memory, name(current));
    }

    private void cut(int length, int segment) {
        int at = 0;
        do {
            at = cutRun(at, length, segment);
        } while (at < length && !closed);
    }

    /** Cuts off packets that are taken from the pool together; {@return where the next one begins} */
    private int cutRun(int from, int length, int segment) {
        int count = Math.clamp((length - from + segment - 1) / segment, 1, run.length);
        int there = pool.take(run, count);
        int at = from;
        int passed = 0;
        try {
            while (passed < there) {
                Packet packet = Objects.requireNonNull(run[passed]);
                run[passed++] = null;
                pass(packet, at, Math.min(segment, length - at));
                at += segment;
            }
        } finally {
            if (passed < there) {
                pool.release(run, there); // what a receiver that failed has left
            }
        }
        counters.add(Count.NO_PACKET, count - there);
        return at + (count - there) * segment;
    }

    private void pass(Packet packet, int at, int length) {
        if (closed) {
            packet.release();
        } else if (length > Slots.LONGEST) {
            counters.drop(packet, Count.TOO_LONG);
        } else {
            Slots.begin(packet, length);
            packet.append(length);
            MemorySegment.copy(buffers, (long) current * BUFFER_BYTES + at, packet.segment(), packet.offset(), length);
            receiver.received(packet, this);
        }
    }

    /** {@return length of the packets of the train at hand, but for the last one, which may be shorter} */
    private int segment(int length) {
        long control = control(current);
        boolean stated = memory.get(JAVA_LONG, header(current) + MSG_CONTROLLEN) >= CONTROL_LENGTH
                && memory.get(JAVA_INT, control + 8) == LinuxSockets.SOL_UDP
                && memory.get(JAVA_INT, control + 12) == LinuxSockets.UDP_GRO;
        int segment = stated ? memory.get(JAVA_INT, control + 16) : length;
        return segment > 0 ? segment : Math.max(1, length);
    }

    private static long header(int buffer) {
        return (long) buffer * HEADER_BYTES;
    }

    private static long name(int buffer) {
        return NAMES + (long) buffer * SocketAddresses.ROOM;
    }

    private static long control(int buffer) {
        return CONTROLS + (long) buffer * CONTROL_ROOM;
    }
}
