// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * One direction of a flow: a bounded queue of packets from one producer to one consumer, each at most one thread at a time.
 *
 * <p>Packets that the consumer has read go back to the producer on a second queue, so that two threads pass the same few slots
 * back and forth and leave the pool alone. Whichever end closes last gives everything back to the pool.
 */
final class Pipe {
    private final PacketPool pool;
    private final SpscArrayQueue<Packet> packets;
    private final SpscArrayQueue<Packet> used;
    private final AtomicInteger openEnds = new AtomicInteger(2);
    private volatile Runnable arrival = () -> {};
    private volatile Runnable room = () -> {};
    private boolean producerClosed; // producer
    private boolean consumerClosed; // consumer

    Pipe(PacketPool pool, int capacity) {
        this.pool = pool;
        this.packets = new SpscArrayQueue<>(capacity);
        this.used = new SpscArrayQueue<>(capacity);
    }

    /** Says who is told, by the producer's thread, that a packet was put in. */
    void onArrival(Runnable consumer) {
        arrival = consumer;
    }

    /** Says who is told, by the consumer's thread, that a packet was taken out. */
    void onRoom(Runnable producer) {
        room = producer;
    }

    /** {@return an empty packet for the producer to fill, or null when the pool has none} */
    @Nullable Packet slot() {
        Packet packet = used.poll();
        if (packet == null) {
            return pool.take();
        }
        packet.clear();
        return packet;
    }

    /** Gives a slot that the producer does not need back. */
    void unused(Packet slot) {
        slot.release();
    }

    /** Puts a packet in; ownership passes only if the result is true. Producer. */
    boolean offer(Packet packet) {
        if (!packets.offer(packet)) {
            return false;
        }
        arrival.run();
        return true;
    }

    /** {@return the next packet, or null} Consumer. */
    @Nullable Packet poll() {
        Packet packet = packets.poll();
        if (packet != null) {
            room.run();
        }
        return packet;
    }

    /** Takes a packet that was read. Consumer. */
    void recycle(Packet packet) {
        if (!used.offer(packet)) {
            packet.release();
        }
    }

    int size() {
        return packets.size();
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    boolean isFull() {
        return packets.size() >= packets.capacity();
    }

    /** Ends production. Producer; idempotent. */
    void closeProducer() {
        if (!producerClosed) {
            producerClosed = true;
            closeEnd();
        }
    }

    /** Ends consumption. Consumer; idempotent. */
    void closeConsumer() {
        if (!consumerClosed) {
            consumerClosed = true;
            closeEnd();
        }
    }

    private void closeEnd() {
        if (openEnds.decrementAndGet() == 0) {
            packets.drain(Packet::release);
            used.drain(Packet::release);
        }
    }
}
