// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.QosSpec;

/**
 * A flow set: a queue of the flows that have events, each in it at most once. Any thread.
 *
 * <p>Events stay with their flow, which bounds them. While a flow is in the queue, its packets take no lock here.
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
        join(new Member(own(flow)));
    }

    @Override
    public void remove(Flow flow) {
        ApplicationFlow leaving = own(flow);
        Member member;
        lock.lock();
        try {
            member = members.remove(leaving);
            if (member != null) {
                ready.remove(member);
            }
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
        CompletableFuture<Flow> asked = allocator.request(name, qos, timeout);
        CompletableFuture<Flow> joined = asked.thenApply(this::admit);
        joined.whenComplete((flow, failure) -> {
            if (joined.isCancelled() && !asked.cancel(false)) {
                asked.thenAccept(Flow::deallocate);
            }
        });
        return joined;
    }

    @Override
    public Optional<FlowEvent> next(Duration timeout) throws InterruptedException {
        long leftNs = TimeUnit.NANOSECONDS.convert(timeout);
        lock.lockInterruptibly();
        try {
            while (ready.isEmpty()) {
                if (closed || leftNs <= 0) {
                    return Optional.empty();
                }
                leftNs = nonEmpty.awaitNanos(leftNs);
            }
            return ready.remove().takeOne();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Member> leaving;
        lock.lock();
        try {
            closed = true;
            leaving = List.copyOf(members.values());
            members.clear();
            ready.clear();
            nonEmpty.signalAll();
        } finally {
            lock.unlock();
        }
        leaving.forEach(member -> member.flow.leave(member));
    }

    private Flow admit(Flow flow) {
        Member member = new Member(own(flow));
        member.backlog.add(FlowEvent.Kind.ALLOCATED);
        try {
            join(member);
        } catch (IllegalStateException refused) {
            flow.deallocate();
            FlowRefused late = new FlowRefused(FlowRefused.Reason.TIMED_OUT, flow + " came too late for its flow set");
            late.initCause(refused);
            throw late;
        }
        return flow;
    }

    private void join(Member member) {
        enter(member);
        try {
            member.flow.join(member);
        } catch (IllegalStateException inASet) {
            drop(member);
            throw inASet;
        }
        if (!has(member)) {
            member.flow.leave(member); // it was taken out, or the set was closed, before its flow knew of it
        }
    }

    private void enter(Member member) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the flow set is closed");
            }
            if (members.putIfAbsent(member.flow, member) != null) {
                throw new IllegalStateException(member.flow + " is in this flow set already");
            }
        } finally {
            lock.unlock();
        }
    }

    private void drop(Member member) {
        lock.lock();
        try {
            members.remove(member.flow, member);
            ready.remove(member);
        } finally {
            lock.unlock();
        }
    }

    private boolean has(Member member) {
        lock.lock();
        try {
            return members.get(member.flow) == member;
        } finally {
            lock.unlock();
        }
    }

    private static ApplicationFlow own(Flow flow) {
        if (flow instanceof ApplicationFlow application) {
            return application;
        }
        throw new IllegalArgumentException(flow + " is not a flow of this system");
    }

    /** A flow in the set, with the events that were not taken yet. */
    final class Member implements EventSink {
        private final ApplicationFlow flow;
        private final Backlog backlog; // taken from under the lock
        private volatile boolean queued; // written under the lock

        Member(ApplicationFlow flow) {
            this.flow = flow;
            this.backlog = flow.backlog();
        }

        @Override
        public void arrived() {
            if (!queued) {
                queue();
            }
        }

        @Override
        public void raise(FlowEvent.Kind kind) {
            backlog.add(kind);
            arrived();
        }

        @Override
        public void ended() {
            drop(this);
        }

        private void queue() {
            lock.lock();
            try {
                if (!queued && members.get(flow) == this && !backlog.isEmpty()) {
                    enqueue();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Takes an event. If there are more, the flow goes to the end of the queue. Under the lock. */
        private Optional<FlowEvent> takeOne() {
            FlowEvent.Kind kind = backlog.take();
            if (kind == null) {
                throw new IllegalStateException(flow + " is in the queue without an event");
            }
            queued = false; // seen by who does not find the flow in the queue, and that one's packet is seen here
            if (!backlog.isEmpty()) {
                enqueue();
            }
            return flow.event(kind);
        }

        private void enqueue() {
            queued = true;
            ready.add(this);
            nonEmpty.signal();
        }
    }
}
