// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;

/**
 * One direction of a flow: a bounded queue of packets from one producer to one consumer, each at most one thread at a time.
 *
 * <p>Whichever end closes last gives what is left back to the pool. An end does nothing after its close.
 */
final class Pipe {
    /** Ints that fill the cache line in front of a value, and that behind it, with the neighbours that are fetched with them. */
    private static final int ALONE = 32;

    private final SpscArrayQueue<Packet> packets;
    private final AtomicInteger openEnds = new AtomicInteger(2);
    private volatile Runnable arrival = () -> {};
    private volatile Runnable room = () -> {};

    /** Producer: at {@link #ALONE}, how many places are known to be free, so that the consumer's index is seldom read. */
    private final int[] places =
            new int[2 * ALONE]; // what lies beside it is written for each packet, and read by nobody

    private boolean producerClosed; // producer
    private boolean consumerClosed; // consumer

    Pipe(int capacity) {
        this.packets = new SpscArrayQueue<>(capacity);
    }

    /** Says who is told, by the producer's thread, that packets were put in. */
    void onArrival(Runnable consumer) {
        arrival = consumer;
    }

    /** Says who is told, by the consumer's thread, that a packet was taken out. It calls nobody else. */
    void onRoom(Runnable producer) {
        room = producer;
    }

    /** {@return whether a packet can be put in} Producer. */
    boolean hasRoom() {
        if (places[ALONE] == 0) {
            places[ALONE] = room();
        }
        return places[ALONE] > 0;
    }

    /** Puts a packet in; only if there is room. {@link #announce} is to follow. Producer. */
    void put(Packet packet) {
        places[ALONE]--;
        if (!packets.offer(packet)) {
            packet.release();
            throw new IllegalStateException("a pipe with room took no packet: it has two producers");
        }
    }

    /** Tells the consumer of what was put in. The thread that did so, possibly after its turn as the producer. */
    void announce() {
        VarHandle.fullFence();
        arrival.run();
    }

    /** {@return the next packet, or null} Consumer. */
    @Nullable
    Packet take() {
        Packet packet = packets.poll();
        if (packet != null) {
            VarHandle.fullFence();
            room.run();
        }
        return packet;
    }

    int capacity() {
        return packets.capacity();
    }

    int size() {
        return packets.size();
    }

    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** {@return number of free places} Any thread; only the producer's own puts lower it. */
    int room() {
        return packets.capacity() - packets.size();
    }

    boolean isFull() {
        return room() == 0;
    }

    /** {@return number of packets that were ever put in} */
    long putIn() {
        return packets.currentProducerIndex();
    }

    /** {@return number of packets that were ever taken out} */
    long takenOut() {
        return packets.currentConsumerIndex();
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
        }
    }
}
