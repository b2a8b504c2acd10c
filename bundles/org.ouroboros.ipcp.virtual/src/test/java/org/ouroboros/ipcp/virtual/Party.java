// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** One of the two at the ends of a flow: sends numbers, and notes what it is told. */
final class Party implements FlowUser {
    /** What an event ends with that should not have been told. */
    static final String AFTER_THE_END = " after the end";

    private final PacketPool pool;
    private final List<Long> received = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private LongConsumer onReceive = number -> {};
    private Runnable onWritable = () -> {};
    private Runnable onDown = () -> {};
    private @Nullable LayerFlow flow;
    private long sent;
    private boolean over;
    private int depth;
    private int deepest;

    Party(PacketPool pool) {
        this.pool = pool;
    }

    Party with(LayerFlow end) {
        flow = end;
        return this;
    }

    /** Has something done with each number that arrives. */
    Party onReceive(LongConsumer action) {
        onReceive = action;
        return this;
    }

    /** Has something done when there is room again. */
    Party onWritable(Runnable action) {
        onWritable = action;
        return this;
    }

    /** Has something done when the flow goes down. */
    Party onDown(Runnable action) {
        onDown = action;
        return this;
    }

    LayerFlow flow() {
        return Objects.requireNonNull(flow);
    }

    boolean connected() {
        return flow != null;
    }

    /** {@return the numbers that arrived so far} */
    List<Long> received() {
        return received;
    }

    /** {@return what else it was told so far: {@code writable}, {@code down} or {@code deallocated}} */
    List<String> told() {
        return told;
    }

    /** {@return how often {@link #sendNext} was called} */
    long sent() {
        return sent;
    }

    /** {@return how many calls of {@link #receive} were ever under way at a time} */
    int deepest() {
        return deepest;
    }

    /** {@return whether it released its end, or knows that there is no other any more} */
    boolean over() {
        return over;
    }

    /** Sends 0, 1, 2 and so on. */
    void sendNext() {
        send(sent++, Long.BYTES);
    }

    void send(long number, int bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.append(bytes);
        packet.segment().set(JAVA_LONG_UNALIGNED, packet.offset(), number);
        flow().send(packet);
    }

    void deallocate() {
        over = true;
        flow().deallocate();
    }

    @Override
    public void receive(Packet packet) {
        long number = packet.segment().get(JAVA_LONG_UNALIGNED, packet.offset());
        packet.release();
        if (over) {
            note(Long.toString(number));
        }
        received.add(number);
        deepest = Math.max(deepest, ++depth);
        onReceive.accept(number);
        depth--;
    }

    @Override
    public void writableAgain() {
        note("writable");
        onWritable.run();
    }

    @Override
    public void carriedBy(LayerFlow successor) {
        flow = successor;
    }

    @Override
    public void down(String reason) {
        note("down");
        onDown.run();
    }

    @Override
    public void up() {
        note("up");
    }

    @Override
    public void deallocated() {
        note("deallocated");
        over = true;
    }

    private void note(String event) {
        told.add(over ? event + AFTER_THE_END : event);
    }
}
