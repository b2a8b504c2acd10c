// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.QosSpec;

/**
 * A flow set: a queue of the flows that have events, each in it at most once, with its events counted by kind. Any thread.
 */
public final class ReadyFlows implements FlowSet {
    private final FlowAllocator allocator;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nonEmpty = lock.newCondition();
    private final Map<ApplicationFlow, Member> members = new LinkedHashMap<>(); // lock
    private final Deque<Member> ready = new ArrayDeque<>(); // lock
    private boolean closed; // lock

    /**
     * Makes an empty set.
     *
     * @param allocator allocates the flows that are asked for through the set
     */
    public ReadyFlows(FlowAllocator allocator) {
        this.allocator = allocator;
    }

    @Override
    public void add(Flow flow) {
        join(own(flow));
    }

    @Override
    public void remove(Flow flow) {
        ApplicationFlow leaving = own(flow);
        Member member;
        lock.lock();
        try {
            member = members.remove(leaving);
            ready.remove(member);
        } finally {
            lock.unlock();
        }
        if (member != null) {
            leaving.leave(member);
        }
    }

    @Override
    public Set<Flow> flows() {
        lock.lock();
        try {
            return Set.copyOf(members.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout) {
        return allocator.request(name, qos, timeout).thenApply(flow -> {
            join(own(flow)).raise(FlowEvent.Kind.ALLOCATED);
            return flow;
        });
    }

    @Override
    public Optional<FlowEvent> next(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty()) {
                if (closed || left <= 0) {
                    return Optional.empty();
                }
                left = nonEmpty.awaitNanos(left);
            }
            return ready.remove().takeOne();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Map<ApplicationFlow, Member> leaving;
        lock.lock();
        try {
            closed = true;
            leaving = new LinkedHashMap<>(members);
            members.clear();
            ready.clear();
            nonEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        leaving.forEach(ApplicationFlow::leave);
    }

    private Member join(ApplicationFlow flow) {
        Member member = new Member(flow);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the flow set is closed");
            }
            members.putIfAbsent(flow, member);
        } finally {
            lock.unlock();
        }
        try {
            flow.join(member);
        } catch (IllegalStateException inASet) {
            lock.lock();
            try {
                members.remove(flow, member);
            } finally {
                lock.unlock();
            }
            throw inASet;
        }
        return member;
    }

    private static ApplicationFlow own(Flow flow) {
        if (flow instanceof ApplicationFlow application) {
            return application;
        }
        throw new IllegalArgumentException(flow + " is not a flow of this system");
    }

    /** A flow in the set, with the events that were not taken yet: packets by number, whatever else by kind. */
    final class Member implements EventSink {
        private final ApplicationFlow flow;
        private final EnumSet<FlowEvent.Kind> news = EnumSet.noneOf(FlowEvent.Kind.class); // lock
        private int packets; // lock
        private boolean queued; // lock

        Member(ApplicationFlow flow) {
            this.flow = flow;
        }

        @Override
        public void raise(FlowEvent.Kind kind) {
            lock.lock();
            try {
                if (kind == FlowEvent.Kind.PACKET) {
                    packets++;
                } else {
                    news.add(kind);
                }
                if (!queued && members.get(flow) == this) {
                    queued = true;
                    ready.add(this);
                    nonEmpty.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Takes one event: that it was allocated first, then packets, then what became of the flow. Under the lock. */
        private Optional<FlowEvent> takeOne() {
            FlowEvent.Kind kind = next();
            queued = packets > 0 || !news.isEmpty();
            if (queued) {
                ready.add(this);
            }
            return flow.event(kind);
        }

        private FlowEvent.Kind next() {
            if (news.remove(FlowEvent.Kind.ALLOCATED)) {
                return FlowEvent.Kind.ALLOCATED;
            }
            if (packets > 0) {
                packets--;
                return FlowEvent.Kind.PACKET;
            }
            FlowEvent.Kind first = news.iterator().next();
            news.remove(first);
            return first;
        }
    }
}
