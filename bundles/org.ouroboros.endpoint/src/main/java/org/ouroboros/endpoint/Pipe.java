// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PaddedLongs;

/**
 * One direction of a flow: a bounded ring of packets from one producer to one consumer, each at most one thread at a time.
 *
 * <p>Whichever end closes last gives what is left back to the pool. An end does nothing after its close.
 *
 * <p>Each end knows how far it may go before it has to look at what the other one has done. An end that finds little there, twice
 * in a row, rests before it goes on ({@link Backoff}), unless its thread is a loop's, which has others to care for.
 */
final class Pipe {
    /** What is little: fewer packets, or places, than this. */
    private static final int LITTLE = 16;

    // numbers of either end
    private static final int DONE = 0; // packets that were ever put in, or taken out
    private static final int LIMIT = 1; // what DONE may become without another look
    private static final int FOUND = 2; // by how much the latest look has raised LIMIT
    private static final int NUMBERS = 3;

    private final Packet[] ring; // its length is a power of two
    private final PaddedLongs producer = new PaddedLongs(NUMBERS);
    private final PaddedLongs consumer = new PaddedLongs(NUMBERS);
    private final AtomicInteger openEnds = new AtomicInteger(2);
    private volatile Runnable arrival = () -> {};
    private volatile Runnable room = () -> {};
    private boolean producerClosed; // producer
    private boolean consumerClosed; // consumer

    /** Makes an empty pipe that holds so many packets, rounded up to a power of two. */
    Pipe(int packets) {
        this.ring = new Packet[1 << (Integer.SIZE - Integer.numberOfLeadingZeros(packets - 1))];
    }

    /** Says who is told, by the producer's thread, that packets were put in. */
    void onArrival(Runnable consumer) {
        arrival = consumer;
    }

    /** Says who is told, by the consumer's thread, that a packet was taken out. It calls nobody else. */
    void onRoom(Runnable producer) {
        room = producer;
    }

    /**
     * {@return whether a packet can be put in} Producer.
     *
     * @param mayRest whether the thread has nothing better to do
     */
    boolean hasRoom(boolean mayRest) {
        return mayGoOn(producer, consumer, ring.length, mayRest);
    }

    /** Puts a packet in; only if there is room. {@link #announce} is to follow. Producer. */
    void put(Packet packet) {
        long number = producer.get(DONE);
        if (number == producer.get(LIMIT)) {
            packet.release();
            throw new IllegalStateException("a packet was put into a pipe without room");
        }
        ring[place(number)] = packet;
        producer.setRelease(DONE, number + 1);
    }

    /** Tells the consumer of what was put in. The thread that did so, behind a full fence, possibly after its turn as the producer. */
    void announce() {
        arrival.run();
    }

    /**
     * {@return the next packet, or null} {@link #announceRoom} is to follow. Consumer.
     *
     * @param mayRest whether the thread has nothing better to do
     */
    @Nullable
    Packet take(boolean mayRest) {
        if (!mayGoOn(consumer, producer, 0, mayRest)) {
            return null;
        }
        long number = consumer.get(DONE);
        Packet packet = ring[place(number)];
        consumer.setRelease(DONE, number + 1);
        return packet;
    }

    /** Tells the producer of what was taken out. The thread that did so, behind a full fence, possibly after its turn as the consumer. */
    void announceRoom() {
        room.run();
    }

    int capacity() {
        return ring.length;
    }

    /** {@return number of packets inside} Any thread. */
    int size() {
        long takenOut = takenOut(); // first: it never passes what was put in
        return (int) Math.min(putIn() - takenOut, ring.length);
    }

    boolean isEmpty() {
        return size() == 0;
    }

    /** {@return number of free places} Any thread; only the producer's own puts lower it. */
    int room() {
        return ring.length - size();
    }

    /** {@return whether at least half of the places are free} Any thread. */
    boolean hasMuchRoom() {
        return 2 * room() >= ring.length;
    }

    boolean isFull() {
        return room() == 0;
    }

    /** {@return number of packets that were ever put in} Any thread. */
    long putIn() {
        return producer.getAcquire(DONE);
    }

    /** {@return number of packets that were ever taken out} Any thread. */
    long takenOut() {
        return consumer.getAcquire(DONE);
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
            for (Packet packet = take(false); packet != null; packet = take(false)) {
                packet.release();
            }
        }
    }

    private int place(long number) {
        return (int) number & (ring.length - 1);
    }

    /** {@return whether an end may go on} It may get so far ahead of what the other one has done. */
    private static boolean mayGoOn(PaddedLongs own, PaddedLongs other, int lead, boolean mayRest) {
        long done = own.get(DONE);
        if (done < own.get(LIMIT)) {
            return true;
        }
        long limit = other.getAcquire(DONE) + lead;
        if (mayRest && limit > done && limit - done < LITTLE && own.get(FOUND) > 0) {
            Backoff.pause();
            limit = other.getAcquire(DONE) + lead;
        }
        own.set(FOUND, limit - done);
        own.set(LIMIT, limit);
        return done < limit;
    }
}
